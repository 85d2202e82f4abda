#!/usr/bin/env node
import { Command, Option } from "commander";

type Commands = typeof import("./commands.ts");

/** Loaded when it is run: help, or a mistyped option, doesn't wait for the whole API. */
const run =
  <Name extends keyof Commands>(name: Name) =>
  async (...args: Parameters<Commands[Name]>): Promise<void> => {
    const command = (await import("./commands.ts"))[name] as (...args: unknown[]) => Promise<void>;
    await command(...args);
  };

const program = new Command("bursar")
  .description("Runs and tends the Bursar API. Settings come from the environment; DATABASE_URL is always needed.")
  .showHelpAfterError("(add --help for what it takes)");

const json = new Option("--json", "print JSON instead of lines");

program.command("migrate").description("bring the database to the present schema").action(run("migrateDatabase"));
program.command("serve").description("serve the API (PORT, HOST)").action(run("serveApi"));
program.command("worker").description("run scheduled jobs").action(run("runWorker"));
program.command("doctor").description("check settings, database, roles and schema").action(run("doctor"));

const tenant = program.command("tenant").description("host sites");
tenant
  .command("create")
  .description("create a tenant with its first keys and token secret")
  .requiredOption("--name <name>", "what the site is called")
  .addOption(new Option("--mode <mode>", "test or live").choices(["test", "live"]).default("test"))
  .option("--origin <origin...>", "sites that may use the publishable key")
  .addOption(json)
  .action(run("createTenantWithKeys"));
tenant.command("list").description("list all tenants").addOption(json).action(run("listTenants"));

const key = program.command("key").description("keys of a tenant");
const ofTenant = () => new Option("--tenant <id>", "ten_…").makeOptionMandatory();
key
  .command("create")
  .description("create a key; it is shown this once")
  .addOption(ofTenant())
  .addOption(new Option("--kind <kind>").choices(["secret", "publishable"]).default("secret"))
  .requiredOption("--name <name>", "what it is for")
  .option("--scope <scope...>", "of a secret key; without any it may do everything")
  .option("--origin <origin...>", "of a publishable key")
  .addOption(json)
  .action(run("createTenantKey"));
key
  .command("revoke")
  .description("revoke a key at once")
  .addOption(ofTenant())
  .argument("<key>", "key_…")
  .action(run("revokeTenantKey"));
key
  .command("rotate")
  .description("replace a key; the old one works on for the overlap")
  .addOption(ofTenant())
  .argument("<key>", "key_…")
  .option("--overlap <seconds>", "how long the old one works on", "86400")
  .addOption(json)
  .action(run("rotateTenantKey"));

const tokenSecret = program
  .command("token-secret")
  .description("the secret that a tenant's server signs user tokens with");
tokenSecret
  .command("rotate")
  .description("make a new token secret, shown this once; earlier ones are accepted for the overlap")
  .addOption(ofTenant())
  .option("--overlap <seconds>", "how long earlier ones are accepted; 0 ends all user tokens at once", "86400")
  .addOption(json)
  .action(run("rotateTenantTokenSecret"));

const encryptionKey = program
  .command("encryption-key")
  .description("the operator's key, which stored secrets are encrypted with");
encryptionKey
  .command("rotate")
  .description("encrypt all stored secrets with BURSAR_ENCRYPTION_KEY; exits with 1 if some can't be read")
  .addHelpText(
    "after",
    `
Reads what was encrypted with BURSAR_ENCRYPTION_KEY_PREVIOUS, the key before.
Give both keys to all API processes first. It may be run while they serve, may
be interrupted, and run again: what is done stays done. Without the previous
key it finds out whether that is still needed.`,
  )
  .addOption(json)
  .action(run("rotateEncryptionKey"));

const wallet = program.command("wallet").description("wallets of a tenant's users");
wallet
  .command("unblock")
  .description("let money move again in a wallet that the proof has blocked; refused while the proof fails for it")
  .addOption(ofTenant())
  .argument("<user>", "the host's id of the user")
  .argument("<currency>", "such as EUR or UNIT")
  .requiredOption("--reason <text>", "what was wrong and was done about it, for the audit log")
  .action(run("unblockTenantWallet"));

const ledger = program.command("ledger").description("the ledger");
ledger
  .command("verify")
  .description("prove the ledger of one tenant, or of all; exits with 1 if it is not sound")
  .option("--tenant <id>", "ten_…")
  .addOption(json)
  .action(run("verifyLedgers"));

await program.parseAsync().catch(async (error: unknown) => (await import("./fail.ts")).fail(error));
