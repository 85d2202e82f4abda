import { CompactEncrypt, compactDecrypt, errors } from "jose";

const header = { alg: "dir", enc: "A256GCM" } as const;

/** Encrypts a secret that must be readable again; what must only be recognised is hashed instead. */
export const encrypt = (plain: Uint8Array, key: Uint8Array): Promise<string> =>
  new CompactEncrypt(plain).setProtectedHeader(header).encrypt(key);

/** Reads what any of the keys has encrypted: there are two of them while the operator's key is being changed. */
export async function decrypt(ciphertext: string, keys: readonly Uint8Array[]): Promise<Uint8Array> {
  for (const key of keys) {
    try {
      const { plaintext } = await compactDecrypt(ciphertext, key, {
        keyManagementAlgorithms: [header.alg],
        contentEncryptionAlgorithms: [header.enc],
      });
      return plaintext;
    } catch (error) {
      if (!(error instanceof errors.JOSEError)) throw error;
    }
  }
  throw new UnreadableSecretError();
}

/** The operator's mistake, and nobody else's: it is told as a fault, and not as a bad credential. */
export class UnreadableSecretError extends Error {
  override readonly name = "UnreadableSecretError";
  constructor() {
    super(
      "A stored secret can't be read: it was encrypted with another key. Set BURSAR_ENCRYPTION_KEY_PREVIOUS to that one, and run `bursar encryption-key rotate`.",
    );
  }
}
