import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

/** The page as the api serves it: `dist/web`, every file but index.html under a name made of its content. */
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  build: {
    outDir: fileURLToPath(new URL('../../dist/web', import.meta.url)),
    emptyOutDir: true,
    sourcemap: true,
    // A font or a picture inlined as `data:` would need a policy that allows it.
    assetsInlineLimit: 0,
  },
});
