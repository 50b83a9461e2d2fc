-- What a person sees of their sessions, how long a session may live, and when they last showed that it is them. Every token
-- of a session carries it; null in tokens that an earlier version stored.
alter table qtable.refresh_tokens
  -- The device in words, never the whole User-Agent.
  add column device text check (char_length(device) <= 120),
  -- The network address, shortened.
  add column place text check (char_length(place) <= 64),
  -- When the person signed in.
  add column started_at timestamptz,
  -- When the person last gave their password in this session, or what counts as much.
  add column confirmed_at timestamptz;
