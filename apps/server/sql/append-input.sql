-- The rows that a member has for a table in one of its steps, such as `put`. One that is written in its log already is given as the path to it there.
create or replace function qtable.rows_in(doc jsonb, step text, kind text) returns setof jsonb
language sql stable parallel safe
as $$
  select case jsonb_typeof(e.value) when 'string' then doc #> (e.value #>> '{}')::text[] else e.value end
  from jsonb_array_elements(doc->step->kind) e
  -- So that it is found once, and not for each column anew.
  offset 0
$$;

-- A list of ids as ids. A condition that casts them by itself could tell of an error in rows that row level security hides,
-- so PostgreSQL would read all rows of the restaurant first, with all its history, and look at the ids afterwards.
create or replace function qtable.ids_in(list jsonb) returns uuid[]
language sql immutable parallel safe
as $$
  select array(select e.value::uuid from jsonb_array_elements_text(list) e)
$$;
