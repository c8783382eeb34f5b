import type { TreeNode } from "@/components/rules/tree/move-node";
import { propertyGroup, propertyLeaf, ruleLeaf, segmentRule } from "@/lib/rules/rule";
import { withoutIds } from "@/lib/rules/without-ids";

/** A second copy of a copied condition, for browsers that do not let a page read the clipboard. */
const key = "muster:copied-condition";

/** A condition or a group as text, in the API's form: without the builder's ids. */
export function clipText(node: TreeNode): string {
	// Safe because only keys are removed, whatever the node is.
	return JSON.stringify(withoutIds(node as never), null, 2);
}

/** Reads a condition, a group or a whole rule from text; null where the text is something else. */
export function readClip(text: string, isOfProperties: boolean): TreeNode | null {
	let parsed: unknown;
	try {
		parsed = JSON.parse(text);
	} catch {
		return null;
	}
	const shapes = isOfProperties ? [propertyLeaf, propertyGroup] : [ruleLeaf, segmentRule];
	for (const shape of shapes) {
		const read = shape.safeParse(parsed);
		// Safe because nodes of the language have the shape of react-querybuilder's.
		if (read.success) return read.data as unknown as TreeNode;
	}
	return null;
}

/** Puts text onto the clipboard, and keeps a copy for when it cannot be read back. */
export async function writeClip(text: string): Promise<void> {
	storeClip(text);
	await navigator.clipboard?.writeText(text).catch(() => {});
}

export function storeClip(text: string): void {
	try {
		window.localStorage.setItem(key, text);
	} catch {
		// If storage is full or blocked, only the fallback for pasting is lost.
	}
}

/** The clipboard's content; where the browser denies it, what was last copied here. */
export async function readClipboard(): Promise<string> {
	const read = await navigator.clipboard?.readText().catch(() => "");
	return read || (window.localStorage.getItem(key) ?? "");
}
