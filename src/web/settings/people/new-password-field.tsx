import { Button, CopyButton, Group, TextInput } from '@mantine/core';
import { generatedPassword } from './new-password';

/** A password for somebody else, in plain sight: it is to be told. Typed, or made up. */
export function NewPasswordField(props: {
  label: string;
  required?: boolean;
  value?: string;
  onChange: (password: string) => void;
  error?: React.ReactNode;
}) {
  const { onChange, value, ...rest } = props;
  return (
    <>
      <TextInput
        {...rest}
        description="12 characters or more"
        autoComplete="off"
        spellCheck={false}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      <Group gap="xs">
        <Button variant="default" size="xs" onClick={() => onChange(generatedPassword())}>
          Make one up
        </Button>
        {value && (
          <CopyButton value={value}>
            {({ copied, copy }) => (
              <Button variant="default" size="xs" onClick={copy}>
                <span aria-live="polite">{copied ? 'Copied' : 'Copy'}</span>
              </Button>
            )}
          </CopyButton>
        )}
      </Group>
    </>
  );
}
