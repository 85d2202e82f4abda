import { CompactEncrypt, compactDecrypt } from "jose";

const header = { alg: "dir", enc: "A256GCM" } as const;

/** Encrypts a secret that must be readable again; what must only be recognised is hashed instead. */
export const encrypt = (plain: Uint8Array, key: Uint8Array): Promise<string> =>
  new CompactEncrypt(plain).setProtectedHeader(header).encrypt(key);

export async function decrypt(ciphertext: string, key: Uint8Array): Promise<Uint8Array> {
  const { plaintext } = await compactDecrypt(ciphertext, key, {
    keyManagementAlgorithms: [header.alg],
    contentEncryptionAlgorithms: [header.enc],
  });
  return plaintext;
}
