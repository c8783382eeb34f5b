/** Under which key of this browser's storage a draft is kept until it is saved. */
export const draftKeys = {
	segment: ({ id, version }: { id: string; version: number }) => `muster:draft:${id}:${version}`,
	newSegment: (workspace: string) => `muster:draft:${workspace}:new-segment`,
	trait: ({ id, version }: { id: string; version: number }) => `muster:draft:${id}:${version}`,
	newTrait: (workspace: string, kind: string) => `muster:draft:${workspace}:new-trait:${kind}`,
};

/** Whether this browser keeps a draft that was not saved. */
export function isDraftKept(key: string): boolean {
	try {
		return window.localStorage.getItem(key) !== null;
	} catch {
		// A browser that keeps nothing has kept nothing.
		return false;
	}
}
