/** Nobody is signed in on the host site, so there is no token to ask with. */
export class SignedOutError extends Error {
  override name = "SignedOutError";

  constructor() {
    super("Nobody is signed in");
  }
}
