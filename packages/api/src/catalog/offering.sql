-- An offering with its live prices, as it leaves the API. Null when there is none.
create or replace function offering_document(p_tenant_id int, p_offering_id text)
returns jsonb language sql stable as $$
  select jsonb_build_object('id', o.id, 'kind', o.kind, 'title', o.title, 'description', o.description, 'url', o.url,
    'available', o.available, 'capacity', o.capacity, 'opensAt', o.opens_at, 'closesAt', o.closes_at,
    'startsAt', o.starts_at, 'endsAt', o.ends_at, 'accessDays', o.access_days, 'payee', o.payee_id,
    'splitPlan', o.plan_id, 'cancelledAt', o.cancelled_at, 'metadata', o.metadata,
    'createdAt', o.created_at, 'updatedAt', o.updated_at,
    'includes', (
      select coalesce(jsonb_agg(included_id order by place), '[]') from inclusions
      where tenant_id = p_tenant_id and offering_id = o.id),
    'prerequisites', (
      select coalesce(jsonb_agg(required_id order by place), '[]') from prerequisites
      where tenant_id = p_tenant_id and offering_id = o.id),
    'prices', (
      select coalesce(jsonb_agg(jsonb_build_object('currency', p.currency, 'digits', c.digits, 'amount', p.amount, 'version', p.version)
        order by p.currency), '[]')
      from prices p
      join currencies c on c.tenant_id = p_tenant_id and c.code = p.currency
      where p.tenant_id = p_tenant_id and p.offering_id = o.id and p.ended_at is null))
  from offerings o
  where o.tenant_id = p_tenant_id and o.id = p_offering_id
$$;
