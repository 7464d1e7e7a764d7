import { Text } from '@mantine/core';
import { useParams } from '@tanstack/react-router';
import { Suspense, useEffect } from 'react';
import { Waiting } from '../app/failure';
import { SECTION_COMPONENTS } from './section-components';
import { sectionOf } from './sections';

/** One section of the settings: its list, or one of its things. */
export function SettingsSection() {
  const { section, id } = useParams({ strict: false });
  const known = sectionOf(section);
  usePageTitle(known?.label);
  if (!known) return <Text p="lg">There is no such section. Choose one from the menu.</Text>;
  const Section = SECTION_COMPONENTS[known.id];
  return (
    <div data-section={id === undefined ? section : `${section}/${id}`}>
      <Suspense fallback={<Waiting what="Loading" />}>
        <Section key={`${section}/${id}`} id={id} />
      </Suspense>
    </div>
  );
}

function usePageTitle(label: string | undefined): void {
  useEffect(() => {
    const before = document.title;
    if (label !== undefined) document.title = `${label} · Parley`;
    return () => {
      document.title = before;
    };
  }, [label]);
}
