"use client";

import {
	createContext,
	type PointerEvent,
	type ReactNode,
	useContext,
	useEffect,
	useRef,
	useState,
} from "react";
import { type DrawnGap, type DrawnGroup, findGap } from "@/components/rules/tree/find-gap";
import type { Gap } from "@/components/rules/tree/move-node";

type Begin = (event: PointerEvent<HTMLElement>, path: readonly number[]) => void;
const DragContext = createContext<Begin | null>(null);

/** Starts dragging a node of the surrounding tree. */
export function useDrag(): Begin | null {
	return useContext(DragContext);
}

/** How far the pointer moves before it is a drag, not a click. */
const threshold = 4;
/** How close to the window's edge the page starts scrolling. */
const scrollEdge = 64;

/**
 * Lets the nodes of a tree be dragged, by mouse, pen or finger. Nodes carry `data-node` (their path) and groups
 * `data-group` as well; where the node would go is shown by a line. Escape cancels.
 */
export function DragArea({
	onDrop,
	children,
}: {
	onDrop: (from: readonly number[], gap: Gap) => void;
	children: ReactNode;
}) {
	const area = useRef<HTMLDivElement>(null);
	const [line, setLine] = useState<DrawnGap | null>(null);
	const stop = useRef<(() => void) | null>(null);
	const drop = useRef(onDrop);
	useEffect(() => {
		drop.current = onDrop;
	});
	useEffect(() => () => stop.current?.(), []);

	const begin: Begin = (event, path) => {
		if (event.button !== 0 || !area.current) return;
		event.preventDefault();
		const root = area.current;
		const dragged = nodesOf(root).find((node) => node.dataset.node === path.join("."));
		const start = event.clientY;
		let y = start;
		let gap: DrawnGap | null = null;
		let frame = 0;
		const look = () => {
			if (y < scrollEdge) window.scrollBy(0, -10);
			else if (y > window.innerHeight - scrollEdge) window.scrollBy(0, 10);
			gap = findGap(drawnGroups(root), y);
			setLine(gap && withinArea(gap, root));
			frame = requestAnimationFrame(look);
		};
		const onMove = (moved: globalThis.PointerEvent) => {
			y = moved.clientY;
			if (frame !== 0 || Math.abs(y - start) < threshold) return;
			if (dragged) dragged.dataset.dragging = "true";
			look();
		};
		const end = () => {
			cancelAnimationFrame(frame);
			window.removeEventListener("pointermove", onMove);
			window.removeEventListener("pointerup", onUp);
			window.removeEventListener("pointercancel", end);
			window.removeEventListener("keydown", onKey, true);
			if (dragged) delete dragged.dataset.dragging;
			setLine(null);
			stop.current = null;
		};
		const onUp = (up: globalThis.PointerEvent) => {
			const target = frame === 0 ? null : findGap(drawnGroups(root), up.clientY);
			end();
			if (target) drop.current(path, { group: target.group, index: target.index });
		};
		const onKey = (key: KeyboardEvent) => {
			if (key.key !== "Escape") return;
			key.stopPropagation();
			end();
		};
		window.addEventListener("pointermove", onMove);
		window.addEventListener("pointerup", onUp);
		window.addEventListener("pointercancel", end);
		window.addEventListener("keydown", onKey, true);
		stop.current = end;
	};

	return (
		<DragContext.Provider value={begin}>
			<div ref={area} data-drag-area="" className="relative">
				{children}
				{line && (
					<div
						aria-hidden="true"
						className="pointer-events-none absolute z-10 h-0.5 rounded-full bg-primary"
						style={{ top: line.y - 1, left: line.left, width: line.right - line.left }}
					/>
				)}
			</div>
		</DragContext.Provider>
	);
}

/** The nodes of this tree; trees of filters inside it are their own. */
function nodesOf(root: HTMLElement): HTMLElement[] {
	return [...root.querySelectorAll<HTMLElement>("[data-node]")].filter(
		(node) => node.closest("[data-drag-area]") === root,
	);
}

/** The groups of this tree as they are on screen now. */
function drawnGroups(root: HTMLElement): DrawnGroup[] {
	const boxes = nodesOf(root).map((node) => ({
		path: pathOf(node),
		box: node.getBoundingClientRect(),
		isGroup: node.dataset.group !== undefined,
	}));
	return boxes
		.filter(({ isGroup }) => isGroup)
		.map(({ path, box }) => ({
			path,
			box,
			children: boxes
				.filter(
					(child) =>
						child.path.length === path.length + 1 && path.every((step, at) => child.path[at] === step),
				)
				.sort((a, b) => (a.path.at(-1) ?? 0) - (b.path.at(-1) ?? 0))
				.map((child) => child.box),
		}));
}

function pathOf(node: HTMLElement): number[] {
	const text = node.dataset.node ?? "";
	return text === "" ? [] : text.split(".").map(Number);
}

function withinArea(gap: DrawnGap, root: HTMLElement): DrawnGap {
	const box = root.getBoundingClientRect();
	return { ...gap, y: gap.y - box.top, left: gap.left - box.left, right: gap.right - box.left };
}
