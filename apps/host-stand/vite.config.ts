import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { compileWords } from './compile-words.ts'

// `npm exec -w apps/host-stand vite` works against a server on port 8000; `npm run build` makes what the server serves.
export default defineConfig({
  root: import.meta.dirname,
  build: {
    target: 'es2023',
    outDir: 'dist',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // A test limits the size of the first load.
    chunkSizeWarningLimit: 1000,
    rolldownOptions: {
      output: {
        codeSplitting: {
          // What the first screen needs in two files: many small ones compress badly and each costs a request. Libraries
          // apart, so that most of it stays on the device when the app changes.
          groups: [
            { name: 'libraries', tags: ['$initial'], test: /[\\/]node_modules[\\/]/, priority: 1 },
            { name: 'first', tags: ['$initial'] },
          ],
        },
      },
    },
  },
  server: { proxy: { '/api': 'http://127.0.0.1:8000', '/ws': { target: 'http://127.0.0.1:8000', ws: true } } },
  plugins: [compileWords(), react()],
})
