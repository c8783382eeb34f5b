/** A ledger key's hash as its column holds it, from the hex that verbs pass around. */
export function toHash(key: string): Uint8Array<ArrayBuffer> {
	return Uint8Array.from(Buffer.from(key, "hex"));
}

export function toKey(hash: Uint8Array): string {
	return Buffer.from(hash).toString("hex");
}
