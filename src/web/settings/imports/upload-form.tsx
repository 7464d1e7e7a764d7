import { Button, Code, FileInput, Group, List, Progress, Text } from '@mantine/core';
import { IconFileSpreadsheet } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { ApiFailure } from '../../api/call';
import { upload } from '../../api/upload';
import { CampaignChoice } from '../choices';
import { Notice } from '../notice';
import { Fields, ThingPage } from '../resource-form';
import { useFilters } from '../use-filters';
import { readAnew } from '../use-pages';
import { fileProblem } from './file-problem';

/** A file of leads on its way to be checked. */
export function UploadForm() {
  const navigate = useNavigate();
  const [filters] = useFilters();
  const [file, setFile] = useState<File | null>(null);
  const [campaignId, setCampaignId] = useState<string | null>(filters.campaignId ?? null);
  const [sent, setSent] = useState(0);
  const [missing, setMissing] = useState(false);
  const sending = useMutation({
    mutationFn: (chosen: File) =>
      upload('POST /lead-imports', { query: { campaignId: campaignId ?? undefined } }, chosen, 'text/csv', setSent),
    onMutate: () => setSent(0),
    onSuccess: ({ importId }) => {
      void readAnew();
      void navigate({ to: '/settings/$section/$id', params: { section: 'imports', id: importId } });
    },
  });
  const { error } = sending;
  const atFile = missing ? 'Choose a file' : error instanceof ApiFailure ? fileProblem(error) : null;
  return (
    <ThingPage
      section="imports"
      title="Import a file"
      about="It is only checked now: no lead is made before you have seen the result and applied it."
    >
      <Fields title="The file">
        <FileInput
          label="CSV file"
          required
          accept=".csv,text/csv,text/plain"
          placeholder="Choose a file"
          leftSection={<IconFileSpreadsheet size={18} aria-hidden />}
          description="CSV in UTF-8 with commas, semicolons or tabs; at most 64 MB and 200,000 rows"
          value={file}
          error={atFile}
          onChange={(chosen) => {
            sending.reset();
            setMissing(false);
            setFile(chosen);
          }}
        />
        <CampaignChoice
          label="Campaign"
          description="For rows that name none themselves"
          value={campaignId}
          onChange={setCampaignId}
        />
        {error && !atFile && (
          <Notice tone="danger" role="alert">
            {error.message}
          </Notice>
        )}
        <Group>
          <Button
            loading={sending.isPending}
            onClick={() => {
              setMissing(file === null);
              if (file) sending.mutate(file);
            }}
          >
            Check the file
          </Button>
        </Group>
        {sending.isPending && (
          <div role="status">
            <Progress value={sent * 100} aria-label="Uploaded" />
            <Text size="sm" mt={4}>
              {sent < 1 ? `Uploading, ${Math.floor(sent * 100)} %` : 'The rows are checked…'}
            </Text>
          </div>
        )}
      </Fields>
      <Fields
        title="What the file holds"
        what="The first line names the columns, in any order. Only the phone number is needed."
      >
        <List size="sm" spacing={4}>
          <List.Item>
            <Code>phone</Code> in any usual form, <Code>firstName</Code>, <Code>lastName</Code>, <Code>email</Code>
          </List.Item>
          <List.Item>
            <Code>status</Code>, <Code>timezone</Code> such as America/New_York, <Code>isTest</Code>, <Code>notes</Code>
          </List.Item>
          <List.Item>
            <Code>campaignCode</Code> or <Code>campaignId</Code>, where not all rows go to one campaign
          </List.Item>
          <List.Item>
            <Code>q:insurance</Code> for the answer to the question with the key insurance
          </List.Item>
        </List>
        <Text size="sm">A row whose phone number its campaign has already is a duplicate, and is left out.</Text>
      </Fields>
    </ThingPage>
  );
}
