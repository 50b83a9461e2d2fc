import './zod-config.ts'
import '@fontsource-variable/inter/index.css'
import './ui/tokens.css'
import './ui/base.css'
import { openClient } from '@qtable/client'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { registerOffline } from './session/offline.ts'
import { StandProvider } from './stand/stand.tsx'
import { applyTheme } from './ui/theme.ts'

applyTheme()
registerOffline()

const client = openClient({ url: location.origin })
const root = document.getElementById('app')
if (!root) throw new Error('index.html has no #app')
const reactRoot = createRoot(root)
void client.ready.then(() =>
  reactRoot.render(
    <StrictMode>
      <StandProvider client={client}>
        <App />
      </StandProvider>
    </StrictMode>,
  ),
)
