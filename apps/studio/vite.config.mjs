import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** `npm run dev -w @echocohort/studio` beside a running `npm start`: pages from here, calls to there. */
const api = 'http://127.0.0.1:8080';

export default defineConfig({
  base: '/studio/',
  plugins: [react()],
  resolve: { conditions: ['@echocohort/source', 'module', 'browser', 'development|production'] },
  // The policy of serve-studio.ts lets nothing in that is written into a page.
  build: { assetsInlineLimit: 0, modulePreload: { polyfill: false }, reportCompressedSize: false },
  server: { proxy: { '/v1': api } },
});
