/** What a copy is called at first, within the letters a name may have. */
export function copyName(name: string, longest: number): string {
	return `Copy of ${name}`.slice(0, longest).trimEnd();
}
