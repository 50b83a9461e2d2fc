-- The rows that a member has for a table in one step, such as `put`. A row that is also in a logged change is a path to it.
create or replace function qtable.rows_in(doc jsonb, step text, kind text) returns setof jsonb
language sql stable parallel safe
as $$
  select case jsonb_typeof(e.value) when 'string' then doc #> (e.value #>> '{}')::text[] else e.value end
  from jsonb_array_elements(doc->step->kind) e
  -- Without it the path would be followed once per column.
  offset 0
$$;

-- A JSON list as ids. A cast in a condition could raise an error for rows that row level security hides, so PostgreSQL would
-- first read all rows of the restaurant, with its history, and then apply the condition.
create or replace function qtable.ids_in(list jsonb) returns uuid[]
language sql immutable parallel safe
as $$
  select array(select e.value::uuid from jsonb_array_elements_text(list) e)
$$;
