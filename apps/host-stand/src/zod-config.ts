import { z } from 'zod'

// Runs before any schema is created: the page's policy forbids `unsafe-eval`, which zod would try.
z.config({ jitless: true })
