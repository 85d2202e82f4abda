import { define } from "../internal/define.ts";
import { BursarWallet } from "./wallet.ts";

define("bursar-wallet", BursarWallet);

declare global {
  interface HTMLElementTagNameMap {
    "bursar-wallet": BursarWallet;
  }
}

export { BursarWallet };
