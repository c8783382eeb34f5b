"use client";

import type { ClipboardEvent, KeyboardEvent } from "react";
import { generateID, type RuleGroupType, type RuleProps, regenerateIDs } from "react-querybuilder";
import { useBuilder, usePlace } from "@/components/rules/builder-context";
import { clipText, readClip, readClipboard, storeClip, writeClip } from "@/components/rules/tree/clip-node";
import {
	type Direction,
	insertNode,
	isGroup,
	nodeAt,
	removeNode,
	stepNode,
	type TreeNode,
} from "@/components/rules/tree/move-node";
import { placeText } from "@/components/rules/tree/place-text";
import { toast } from "@/components/ui/toast";

type Path = readonly number[];

const stepKeys: Record<string, Direction> = { ArrowUp: "up", ArrowDown: "down" };
const shiftKeys: Record<string, Direction> = {
	ArrowUp: "up",
	ArrowDown: "down",
	ArrowRight: "in",
	ArrowLeft: "out",
};
const impossible: Record<Direction, string> = {
	up: "It is the first already",
	down: "It is the last already",
	in: "There is no group beside it to go into",
	out: "It is not in a group",
};

/** The controls of a node that can take the focus, in order. */
export function controlsOf(element: Element): HTMLElement[] {
	return [...element.querySelectorAll<HTMLElement>("button, input, select")].filter(
		(control) => !control.matches(":disabled, [tabindex='-1']"),
	);
}

function focusedControl(element: Element): number {
	return Math.max(0, controlsOf(element).indexOf(document.activeElement as HTMLElement));
}

/** Text being edited keeps its own copy and paste. */
function isText(target: EventTarget): boolean {
	return target instanceof HTMLInputElement && target.type !== "checkbox";
}

/** What can be done with a condition or a group as a whole: by menu, by keyboard and by clipboard. */
export function useNodeActions(schema: Pick<RuleProps["schema"], "getQuery" | "dispatchQuery">, path: Path) {
	const { isReadOnly, setFocus, announce } = useBuilder();
	const { event } = usePlace();
	const isOfProperties = event !== null;

	const edit = (change: (query: RuleGroupType) => RuleGroupType) => {
		const query = schema.getQuery();
		// Safe because the language has no independent combinators.
		if (query) schema.dispatchQuery(change(query as RuleGroupType));
	};
	const node = () => {
		const query = schema.getQuery();
		return query && nodeAt(query as RuleGroupType, path);
	};
	const step = (direction: Direction, control = 0) =>
		edit((query) => {
			const moved = stepNode(query, path, direction, (rules) => ({
				id: generateID(),
				combinator: "or",
				rules: rules as RuleGroupType["rules"],
			}));
			if (!moved) {
				announce(impossible[direction]);
				return query;
			}
			const id = nodeAt(query, path)?.id;
			if (id) setFocus({ id, control });
			announce(`Moved to ${placeText(moved.query, moved.path)}`);
			return moved.query;
		});
	const insertAfter = (given: TreeNode) =>
		edit((query) => {
			// Safe because a node keeps its kind when it gets new ids.
			const fresh = (
				isGroup(given) ? regenerateIDs(given as never) : { ...given, id: generateID() }
			) as TreeNode;
			const gap =
				path.length === 0
					? { group: [], index: query.rules.length }
					: { group: path.slice(0, -1), index: (path.at(-1) ?? 0) + 1 };
			if (fresh.id) setFocus({ id: fresh.id, control: "first" });
			return insertNode(query, fresh, gap);
		});
	const pasteText = (text: string): boolean => {
		const read = readClip(text, isOfProperties);
		if (!read) return false;
		insertAfter(read);
		announce("Pasted");
		return true;
	};

	return {
		edit,
		step,
		remove: () => {
			edit((query) => removeNode(query, path));
			announce("Removed");
		},
		duplicate: () => {
			const given = node();
			if (given) insertAfter(given);
		},
		copy: () => {
			const given = node();
			if (given) void writeClip(clipText(given)).then(() => announce("Copied"));
		},
		paste: () =>
			void readClipboard().then((text) => {
				if (!pasteText(text)) {
					toast.error("There is no condition on the clipboard", {
						description: "Copy a condition or a group first, or its JSON.",
					});
				}
			}),
		/** For the node's element: Alt-arrows move it; copy and paste apply to it as a whole. */
		handlers: {
			onKeyDown: (keyEvent: KeyboardEvent<HTMLElement>) => {
				if (isReadOnly || !keyEvent.altKey || keyEvent.ctrlKey || keyEvent.metaKey) return;
				const isChoice = keyEvent.target instanceof HTMLSelectElement;
				// Alt-down opens a select, as everywhere; with Shift it moves the node from there too.
				if (isChoice && !keyEvent.shiftKey) return;
				const direction = (keyEvent.shiftKey ? shiftKeys : stepKeys)[keyEvent.key];
				if (!direction || path.length === 0) return;
				keyEvent.preventDefault();
				keyEvent.stopPropagation();
				step(direction, focusedControl(keyEvent.currentTarget));
			},
			onCopy: (clip: ClipboardEvent<HTMLElement>) => {
				const given = node();
				if (isText(clip.target) || !given || !document.getSelection()?.isCollapsed) return;
				const text = clipText(given);
				clip.clipboardData.setData("text/plain", text);
				clip.preventDefault();
				clip.stopPropagation();
				storeClip(text);
				announce("Copied");
			},
			onPaste: (clip: ClipboardEvent<HTMLElement>) => {
				if (isReadOnly || isText(clip.target)) return;
				if (!pasteText(clip.clipboardData.getData("text/plain"))) return;
				clip.preventDefault();
				clip.stopPropagation();
			},
		},
	};
}
export type NodeActions = ReturnType<typeof useNodeActions>;
