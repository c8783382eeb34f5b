/** Numbers of people in one block of what they are found by; the triggers of the database count in the same. */
export const blockSize = 1024;

export function blockOf(uid: number): number {
	return Math.floor(uid / blockSize);
}
