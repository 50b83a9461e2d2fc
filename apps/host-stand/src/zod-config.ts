import { z } from 'zod'

// Before any schema is made: the policy that the page runs under has no `unsafe-eval`, and zod would ask for it.
z.config({ jitless: true })
