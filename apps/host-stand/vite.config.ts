import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { VitePWA } from 'vite-plugin-pwa'
import { appRoutes } from './src/routes.ts'

const pages = appRoutes.map((path) => new RegExp(`^${path}/?$`))

// `npm exec -w apps/host-stand vite` works against a server on port 8000; `npm run build` makes what the server serves.
export default defineConfig({
  root: import.meta.dirname,
  build: {
    target: 'es2023',
    outDir: 'dist',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // A test holds what the first load weighs.
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
  plugins: [
    react(),
    VitePWA({
      // The page registers it itself: a policy without inline scripts has no room for a generated one.
      injectRegister: null,
      registerType: 'autoUpdate',
      manifest: {
        id: '/',
        name: 'QTable host stand',
        short_name: 'QTable',
        description: 'The floor, the line and the reservations of a restaurant, live on every device.',
        start_url: '/',
        display: 'standalone',
        background_color: '#1c1917',
        theme_color: '#1c1917',
        icons: [
          { src: '/icon.svg', sizes: 'any', type: 'image/svg+xml' },
          { src: '/icon-192.png', sizes: '192x192', type: 'image/png' },
          { src: '/icon-512.png', sizes: '512x512', type: 'image/png' },
          { src: '/icon-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
        ],
      },
      workbox: {
        // Fonts of other scripts are fetched when a name needs them.
        globPatterns: ['**/*.{html,js,css,svg}', 'assets/inter-latin-wght-normal-*.woff2'],
        navigateFallback: '/index.html',
        navigateFallbackAllowlist: pages,
        cleanupOutdatedCaches: true,
        inlineWorkboxRuntime: true,
        runtimeCaching: [
          {
            urlPattern: ({ url }) => url.pathname.endsWith('.woff2'),
            handler: 'CacheFirst',
            options: { cacheName: 'fonts' },
          },
        ],
      },
    }),
  ],
})
