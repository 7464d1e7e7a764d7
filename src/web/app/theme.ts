import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core';

/** Teal, dark enough that white on the filled shades is readable (WCAG AA: 4.5 to 1). */
const parley: MantineColorsTuple = [
  '#effcf9',
  '#dcf5ef',
  '#b5eadd',
  '#8adecb',
  '#63d1b9',
  '#3fb9a1',
  '#148f7a',
  '#0f766e',
  '#0b5f59',
  '#074944',
];

/** Greys of the dark scheme with a little of the teal's coolness. */
const dark: MantineColorsTuple = [
  '#d5dbe0',
  '#b3bdc5',
  '#98a2ac',
  '#66717b',
  '#3b454d',
  '#2c353b',
  '#222a2f',
  '#171c20',
  '#121619',
  '#0d1012',
];

export const theme = createTheme({
  primaryColor: 'parley',
  primaryShade: { light: 7, dark: 7 },
  colors: { parley, dark },
  autoContrast: true,
  cursorType: 'pointer',
  defaultRadius: 'md',
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif',
  headings: { fontWeight: '650' },
});

/** Mantine's quiet colours are too quiet for small text (WCAG AA), and the surfaces get names of ours. */
export const variables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': '#55606b',
    '--mantine-color-placeholder': '#66707a',
    '--mantine-color-error': '#c92a2a',
    '--parley-surface': '#ffffff',
    '--parley-backdrop': '#f4f6f7',
    '--parley-line': '#dfe4e8',
    '--parley-hover': '#eef2f3',
    '--parley-selected': '#dcf5ef',
    '--parley-accent-text': '#0b5f59',
    '--parley-danger-text': '#b02525',
    '--parley-warning-text': '#7c4a03',
    '--parley-warning-surface': '#fff4dc',
    '--parley-danger-surface': '#fdeaea',
    '--parley-ours': '#d9f2ec',
    '--parley-theirs': '#ffffff',
  },
  dark: {
    '--mantine-color-dimmed': '#a9b3bc',
    '--mantine-color-placeholder': '#98a2ac',
    '--mantine-color-error': '#ff8787',
    '--parley-surface': '#1b2024',
    '--parley-backdrop': '#121517',
    '--parley-line': '#30383e',
    '--parley-hover': '#242b30',
    '--parley-selected': '#17403a',
    '--parley-accent-text': '#7fdcc8',
    '--parley-danger-text': '#ff9c9c',
    '--parley-warning-text': '#ffd48a',
    '--parley-warning-surface': '#3a2f17',
    '--parley-danger-surface': '#3d2224',
    '--parley-ours': '#17403a',
    '--parley-theirs': '#262d32',
  },
});
