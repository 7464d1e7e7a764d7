import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';

const MANTINE = import.meta.resolve('@mantine/core');

/** Every name that Mantine exports from a file of its own, with that file. */
function mantineFiles(): Map<string, string> {
  const index = readFileSync(fileURLToPath(MANTINE), 'utf8');
  const imports = index.matchAll(/^import \{ (.+) \} from "(\..+)";$/gm);
  return new Map(
    [...imports].flatMap(([, names = '', file = '']) =>
      names.split(', ').map((name) => [name, fileURLToPath(new URL(file, MANTINE))] as const),
    ),
  );
}

/**
 * Has every file import Mantine's components from their own files. From its one index, which the first page imports too,
 * all that is used anywhere would be a part of the first page: a third of it, for inputs that only Settings has.
 */
function directMantine(): Plugin {
  const files = mantineFiles();
  const direct = (named: string): string | null => {
    const [name = '', alias = name] = named.split(/\s+as\s+/);
    const file = files.get(name);
    return file === undefined ? null : `import { ${name} as ${alias} } from ${JSON.stringify(file)};`;
  };
  return {
    name: 'direct-mantine',
    enforce: 'pre',
    transform(code, id) {
      if (id.startsWith(fileURLToPath(new URL('.', MANTINE))) || !code.includes('@mantine/core')) return null;
      return code.replaceAll(/\bimport\s*\{([^}]*)\}\s*from\s*["']@mantine\/core["'];?/g, (whole, list: string) => {
        const names = list.split(',').map((each) => each.trim());
        const values = names.filter((each) => each !== '' && !each.startsWith('type '));
        const imports = values.map(direct);
        if (imports.includes(null)) return whole;
        // As many lines as before, so that the source map stays right.
        return imports.join(' ') + '\n'.repeat(whole.split('\n').length - 1);
      });
    },
  };
}

/** The page as the api serves it: `dist/web`, every file but index.html under a name made of its content. */
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  plugins: [directMantine()],
  build: {
    outDir: fileURLToPath(new URL('../../dist/web', import.meta.url)),
    emptyOutDir: true,
    sourcemap: true,
    // A font or a picture inlined as `data:` would need a policy that allows it.
    assetsInlineLimit: 0,
  },
});
