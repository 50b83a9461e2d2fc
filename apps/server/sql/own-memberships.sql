-- The memberships of the user in `app.user_id`, the last used first, each with what a list of restaurants shows: one
-- statement, however many they are. The policies show the restaurants that `app.restaurant_ids` lists. It lists them only
-- while this function runs, and only those of the memberships that the user's own policy shows.
create or replace function qtable.own_memberships()
returns table (restaurant_id int, role text, name text, slug text, timezone text)
language plpgsql
as $$
#variable_conflict use_column
declare
  own uuid := qtable.open_user();
  before text := coalesce(current_setting('app.restaurant_ids', true), '');
  setting text;
begin
  setting := set_config('app.restaurant_ids',
    (select coalesce(string_agg(m.restaurant_id::text, ','), '') from qtable.memberships m where m.user_id = own), true);
  return query
  select m.restaurant_id, m.role, r.data->>'name', r.data->>'slug', r.data->>'timezone'
  from qtable.memberships m join qtable.restaurants r on r.restaurant_id = m.restaurant_id
  where m.user_id = own
  order by (select max(t.created_at) from qtable.refresh_tokens t
             where t.user_id = m.user_id and t.restaurant_id = m.restaurant_id) desc nulls last,
           m.created_at, m.restaurant_id;
  setting := set_config('app.restaurant_ids', before, true);
end
$$;
