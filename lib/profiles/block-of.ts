/** How many people's numbers share one block of search texts; the database's triggers use the same number. */
export const blockSize = 1024;

export function blockOf(uid: number): number {
	return Math.floor(uid / blockSize);
}
