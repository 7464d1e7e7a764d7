import { Kbd, Modal, Switch, Table } from '@mantine/core';
import { KEYS, useKeysSetting } from '../keys';

/** What single keys do, and the switch for them. */
export function KeysHelp({ isOpen, onClose }: { isOpen: boolean; onClose(): void }) {
  const [isOn, setOn] = useKeysSetting();
  return (
    <Modal opened={isOpen} onClose={onClose} title={<b>Keys</b>} size="sm" closeButtonProps={{ 'aria-label': 'Close' }}>
      <Table withRowBorders={false}>
        <Table.Tbody>
          {KEYS.map(({ key, does }) => (
            <Table.Tr key={key}>
              <Table.Td w={88}>
                <Kbd>{key}</Kbd>
              </Table.Td>
              <Table.Td>{does}</Table.Td>
            </Table.Tr>
          ))}
          <Table.Tr>
            <Table.Td>
              <Kbd>↑</Kbd>&nbsp;<Kbd>↓</Kbd>
            </Table.Td>
            <Table.Td>Go through the list</Table.Td>
          </Table.Tr>
        </Table.Tbody>
      </Table>
      <Switch
        mt="md"
        label="Single keys do something"
        checked={isOn}
        onChange={(event) => setOn(event.currentTarget.checked)}
      />
    </Modal>
  );
}
