import './zod-config.ts'
import '@fontsource-variable/inter/index.css'
import './ui/tokens.css'
import './ui/base.css'
import { openClient } from '@qtable/client'
import { QTableProvider } from '@qtable/client/react'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { HostStand } from './app.tsx'
import { pages } from './pages.ts'
import { installApp } from './session/install-app.ts'
import { applyTheme } from './ui/theme.ts'
import { showLanguage } from './words/catalogue.ts'
import { deviceLanguage, languageKey } from './words/language.ts'

applyTheme()
matchMedia('(prefers-color-scheme: light)').addEventListener('change', applyTheme)

// Another tab of this device chose a language.
addEventListener('storage', ({ key }) => {
  if (key === languageKey) void showLanguage(deviceLanguage()).catch(() => {})
})

const client = openClient({ url: location.origin })
// After everything that the first screen needs. The words are fetched before this runs, and the page may have loaded then.
const install = () => installApp(client, { isDrawing: () => location.pathname === pages.editor.path })
if (document.readyState === 'complete') install()
else addEventListener('load', install)
const root = document.getElementById('app')
if (!root) throw new Error('index.html has no #app')
const reactRoot = createRoot(root)
void client.ready.then(() =>
  reactRoot.render(
    <StrictMode>
      <QTableProvider client={client}>
        <HostStand />
      </QTableProvider>
    </StrictMode>,
  ),
)
