import { currencies, ledger, transactions, wallets } from "@bursar/sdk/contract";
import type { Api } from "../platform/api.ts";
import { asTenant, type Sql } from "../platform/database.ts";
import { uuidOf } from "../platform/ids.ts";
import { freezeWallet } from "./freeze-wallet.ts";
import { listPlatformAccounts } from "./list-platform-accounts.ts";
import { listTransactions } from "./list-transactions.ts";
import { postBatch } from "./post-batch.ts";
import { postTransaction } from "./post-transaction.ts";
import { selectTransaction } from "./queries.ts";
import { readReceipt } from "./read-receipt.ts";
import { readWallet, readWallets } from "./read-wallet.ts";
import { listCurrencies, registerCurrency } from "./register-currency.ts";
import { reverseTransaction } from "./reverse-transaction.ts";
import { failTransaction, settleTransaction } from "./settle-transaction.ts";
import { shareProofs } from "./share-proofs.ts";
import { verifyLedger } from "./verify-ledger.ts";

export function ledgerRoutes(api: Api, patientSql: Sql): void {
  api.on(currencies.upsertCurrency, (context, { params, body }) =>
    registerCurrency(context, params.currency, body.digits),
  );
  api.on(currencies.listCurrencies, async (context) => ({ data: await listCurrencies(context) }));

  api.onUser(wallets.listWallets, async (context, user) => ({ data: await readWallets(context, user) }));
  api.onUser(wallets.retrieveWallet, (context, user, { params }) => readWallet(context, user, params.currency));
  api.on(wallets.freezeWallet, (context, { params, body }) =>
    freezeWallet(context, params.user, params.currency, body.reason),
  );
  api.on(wallets.unfreezeWallet, (context, { params }) => freezeWallet(context, params.user, params.currency, null));

  api.onUser(transactions.listTransactions, (context, user, { params, query }) =>
    listTransactions(context, user, params.currency, query),
  );
  api.onUser(transactions.retrieveMyTransaction, (context, user, { params }) =>
    asTenant(context.sql, context.tenant.id, (tx) =>
      selectTransaction(tx, context.tenant.id, uuidOf(params.transaction), user),
    ),
  );
  api.onUser(transactions.retrieveReceipt, (context, user, { params }) =>
    readReceipt(context, user, params.transaction),
  );
  api.on(transactions.retrieveTransaction, (context, { params }) =>
    asTenant(context.sql, context.tenant.id, (tx) =>
      selectTransaction(tx, context.tenant.id, uuidOf(params.transaction)),
    ),
  );
  api.on(transactions.createTransaction, (context, { body }) => postTransaction(context, body));
  api.on(transactions.createTransactions, (context, { body }) => postBatch(context, body.transactions));
  api.on(transactions.topUpUser, (context, { params, body }) =>
    postTransaction(context, { type: "top_up", ...params, ...body }),
  );
  api.on(transactions.reverseTransaction, (context, { params, body }) =>
    reverseTransaction(context, params.transaction, body),
  );
  api.on(transactions.settleTransaction, (context, { params }) => settleTransaction(context, params.transaction));
  api.on(transactions.failTransaction, (context, { params }) => failTransaction(context, params.transaction));

  const share = shareProofs();
  api.on(ledger.verifyLedger, ({ tenant, clock }) => share(tenant.id, () => verifyLedger(patientSql, tenant, clock)));
  api.on(ledger.listPlatformAccounts, async (context) => ({ data: await listPlatformAccounts(context) }));
}
