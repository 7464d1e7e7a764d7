import { useParams } from '@tanstack/react-router';

/** One section of the settings. */
export function SettingsSection() {
  const { section } = useParams({ strict: false });
  return <p>{section}</p>;
}
