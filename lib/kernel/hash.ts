/**
 * MurmurHash3, x86, 32 bit, over the UTF-8 bytes of `text`; returns an unsigned 32-bit number. The same
 * function as ClickHouse's `murmurHash3_32`, so that both put a person in the same bucket. Source: Austin
 * Appleby, smhasher `MurmurHash3_x86_32`.
 */
export function murmurHash3_32(text: string, seed = 0): number {
	const bytes = new TextEncoder().encode(text);
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	const wholeWords = bytes.length >>> 2;
	let hash = seed | 0;
	for (let word = 0; word < wholeWords; word++) {
		hash ^= scramble(view.getInt32(word * 4, true));
		hash = Math.imul(rotateLeft(hash, 13), 5) + 0xe6546b64;
		hash |= 0;
	}
	let tail = 0;
	for (let i = bytes.length - 1; i >= wholeWords * 4; i--) tail = (tail << 8) | view.getUint8(i);
	if (bytes.length % 4 !== 0) hash ^= scramble(tail);
	hash ^= bytes.length;
	hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
	hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
	return (hash ^ (hash >>> 16)) >>> 0;
}

function scramble(word: number): number {
	return Math.imul(rotateLeft(Math.imul(word, 0xcc9e2d51), 15), 0x1b873593);
}

function rotateLeft(word: number, by: number): number {
	return (word << by) | (word >>> (32 - by));
}
