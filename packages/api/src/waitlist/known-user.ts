import type { Context } from "../platform/context.ts";
import { asTenant } from "../platform/database.ts";
import { ensureUser } from "../users/index.ts";

/** Makes the token's own user known. Throws `user.not_found` for anybody else whom nobody has seen. */
export async function knowUser(context: Context, user: string): Promise<void> {
  const { sql, tenant } = context;
  const [known] = await asTenant(
    sql,
    tenant.id,
    (tx) => tx`select from users where tenant_id = ${tenant.id} and id = ${user}`,
  );
  if (!known) await ensureUser(context, user);
}
