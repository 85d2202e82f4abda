#!/usr/bin/env node
import { Command, Option } from "commander";
import * as commands from "./commands.ts";
import { fail } from "./fail.ts";

const program = new Command("bursar")
  .description("Runs and tends the Bursar API. Settings come from the environment; DATABASE_URL is always needed.")
  .showHelpAfterError("(add --help for what it takes)");

const json = new Option("--json", "print JSON instead of lines");

program.command("migrate").description("bring the database to the present schema").action(commands.migrateDatabase);
program.command("serve").description("serve the API (PORT, HOST)").action(commands.serveApi);
program.command("worker").description("run scheduled jobs").action(commands.runWorker);
program.command("doctor").description("check settings, database, roles and schema").action(commands.doctor);

const tenant = program.command("tenant").description("host sites");
tenant
  .command("create")
  .description("create a tenant with its first keys and token secret")
  .requiredOption("--name <name>", "what the site is called")
  .addOption(new Option("--mode <mode>", "test or live").choices(["test", "live"]).default("test"))
  .option("--origin <origin...>", "sites that may use the publishable key")
  .addOption(json)
  .action(commands.createTenantWithKeys);
tenant.command("list").description("list all tenants").addOption(json).action(commands.listTenants);

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
  .action(commands.createTenantKey);
key
  .command("revoke")
  .description("revoke a key at once")
  .addOption(ofTenant())
  .argument("<key>", "key_…")
  .action(commands.revokeTenantKey);
key
  .command("rotate")
  .description("replace a key; the old one works on for the overlap")
  .addOption(ofTenant())
  .argument("<key>", "key_…")
  .option("--overlap <seconds>", "how long the old one works on", "86400")
  .addOption(json)
  .action(commands.rotateTenantKey);

const ledger = program.command("ledger").description("the ledger");
ledger
  .command("verify")
  .description("prove the ledger of one tenant, or of all; exits with 1 if it is not sound")
  .option("--tenant <id>", "ten_…")
  .addOption(json)
  .action(commands.verifyLedgers);

await program.parseAsync().catch(fail);
