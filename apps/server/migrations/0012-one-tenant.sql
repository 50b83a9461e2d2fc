-- The tenant of a transaction is one number and nothing else: a list in `app.restaurant_id` opened each restaurant in it.
-- Several restaurants are opened by `app.restaurant_ids` alone, which an append and the list of a user's own set.
create or replace function qtable.open_restaurants() returns int[]
language sql stable parallel safe
as $$
  select case
    when coalesce(current_setting('app.restaurant_ids', true), '') <> ''
      then string_to_array(current_setting('app.restaurant_ids', true), ',')::int[]
    else array[nullif(current_setting('app.restaurant_id', true), '')::int]
  end
$$;
