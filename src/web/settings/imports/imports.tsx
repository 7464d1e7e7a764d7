import { Badge } from '@mantine/core';
import { dayTimeLabel } from '../../words/times';
import { ResourceList, ResourceRow } from '../resource-list';
import type { SectionProps } from '../sections';
import { useAll } from '../use-pages';
import { ImportPage } from './import-page';
import type { LeadImport } from './lead-import';
import { UploadForm } from './upload-form';

const STATES: Record<LeadImport['state'], string> = {
  checking: 'Being checked',
  checked: 'Checked, not applied',
  applying: 'Being applied',
  applied: 'Applied',
  failed: 'Failed',
};

/** Imports of leads from a file: uploading checks, applying makes the leads. */
export default function Imports({ id }: SectionProps) {
  if (id === undefined) return <ImportList />;
  if (id === 'new') return <UploadForm />;
  return <ImportPage importId={id} />;
}

function ImportList() {
  const campaigns = useAll('GET /campaigns', {}).data;
  return (
    <ResourceList
      section="imports"
      title="Imports"
      what="Files of leads. A file is checked row by row first; its new rows become leads when you apply it, all or none."
      operation="GET /lead-imports"
      query={{}}
      add="Import a file"
      empty="No file was imported yet. A CSV file with a column for the phone number is all it takes."
    >
      {({ importId, campaignId, state, createdAt, newRows, duplicateRows, invalidRows }) => {
        const campaign = campaigns?.find((each) => each.campaignId === campaignId)?.name;
        const counts = [`${newRows} new`, `${duplicateRows} duplicate`, `${invalidRows} invalid`];
        return (
          <ResourceRow
            key={importId}
            section="imports"
            id={importId}
            title={`Import of ${dayTimeLabel(createdAt, Date.now())}`}
            details={[...(state === 'failed' ? [] : counts), campaign].filter(Boolean).join(' · ')}
            badges={
              <Badge
                variant={state === 'checked' ? 'light' : 'default'}
                color={state === 'failed' ? 'red' : undefined}
                tt="none"
              >
                {STATES[state]}
              </Badge>
            }
          />
        );
      }}
    </ResourceList>
  );
}
