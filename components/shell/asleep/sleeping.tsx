"use client";

import {
	type ComponentType,
	lazy,
	type ReactNode,
	Suspense,
	useEffect,
	useLayoutEffect,
	useRef,
	useState,
	useSyncExternalStore,
} from "react";
import { flushSync } from "react-dom";
import { noteInput } from "@/components/shell/asleep/note-input";
import { retellTimes } from "@/components/ui/relative-time";
import { toast } from "@/components/ui/toast";

/** Event that wakes a sleeping part of a page from outside. */
const wakeEvent = "muster:wake";
const wokenEvent = "muster:woken";

type Options<P> = {
	load: () => Promise<ComponentType<P>>;
	/**
	 * What the server renders instead, if it cannot render the part itself: the same look without the
	 * interaction.
	 */
	loadPicture?: () => Promise<ComponentType<P>>;
	/** Shown while the part is fetched on a page that was not server-rendered with it. */
	waiting?: ReactNode;
};

/** Declares how a part of a page is fetched; defined beside the component that shows it. */
export function sleepingPart<P extends object>(options: Options<P>) {
	const Part = lazy(async () => ({ default: await options.load() }));
	const { loadPicture } = options;
	const Picture = loadPicture ? lazy(async () => ({ default: await loadPicture() })) : Part;
	return { ...options, Part, Picture };
}
type SleepingPart<P extends object> = ReturnType<typeof sleepingPart<P>>;

const never = () => () => {};

/**
 * A server-rendered part of a page whose code is fetched on first interaction: the pointer moves over it, it
 * is touched, or it receives focus. Nothing moves when it wakes, and what was pressed and typed by then is
 * replayed. It wakes by itself when what was served still waits for data, or its data changes.
 */
export function Sleeping<P extends object>({
	part,
	props,
	isNeeded,
}: {
	part: SleepingPart<P>;
	props: P;
	/** Whether the part has something to do at once that the server could not know about; called once. */
	isNeeded?: () => boolean;
}) {
	// True only during hydration of what the server sent.
	const isTakenOver = useSyncExternalStore(
		never,
		() => false,
		() => true,
	);
	const [first] = useState(isTakenOver ? props : null);
	const { Part, Picture, waiting } = part;
	if (typeof window === "undefined")
		return (
			<div className="contents" data-asleep="">
				<div className="contents">
					<Picture {...props} />
				</div>
			</div>
		);
	if (first === null)
		return (
			<Suspense fallback={waiting}>
				<Part {...props} />
			</Suspense>
		);
	return <Served load={part.load} first={first} now={props} isNeeded={isNeeded} />;
}

const isSame = <P extends object>(one: P, other: P) =>
	(Object.keys({ ...one, ...other }) as (keyof P)[]).every((key) => Object.is(one[key], other[key]));

/** What is still loading in the served markup: it will not arrive before the part wakes. */
const waitingParts = "[aria-busy='true'], .animate-pulse.bg-muted";

function Served<P extends object>({
	load,
	first,
	now,
	isNeeded,
}: {
	load: SleepingPart<P>["load"];
	first: P;
	now: P;
	isNeeded: (() => boolean) | undefined;
}) {
	const [isAskedFor] = useState(() => isNeeded?.() ?? false);
	const frame = useRef<HTMLDivElement>(null);
	const wake = useRef(() => {});
	const [Part, setPart] = useState<ComponentType<P> | null>(null);

	// Before a press from before any code ran is replayed.
	useLayoutEffect(() => {
		const node = frame.current;
		if (!node) return;
		const input = noteInput(node);
		retellTimes(node);
		let isAsked = false;
		let isGone = false;
		const start = async () => {
			if (isAsked) return;
			isAsked = true;
			try {
				const loaded = await load();
				await input.released();
				if (isGone) return;
				flushSync(() => setPart(() => loaded));
				input.repeat();
				node.dispatchEvent(new Event(wokenEvent));
			} catch {
				// Those who only read lose nothing; the next interaction tries again.
				isAsked = false;
				if (!input.isEmpty())
					toast.error("This part of the page could not be loaded", {
						description: "Check the connection, then try again or reload the page. Nothing was changed.",
					});
			}
		};
		wake.current = () => void start();
		const wanted = [
			"pointerover",
			"pointerdown",
			"touchstart",
			"focusin",
			"input",
			"keydown",
			"toggle",
			wakeEvent,
		];
		for (const type of wanted) node.addEventListener(type, wake.current, { capture: true, passive: true });
		// What the user did before this code loaded.
		const isAtIt = node.matches(":hover") || node.contains(document.activeElement);
		if (isAtIt || isAskedFor || !input.isEmpty() || node.querySelector(waitingParts)) wake.current();
		return () => {
			isGone = true;
			input.stop();
			for (const type of wanted) node.removeEventListener(type, wake.current, { capture: true });
		};
	}, [load, isAskedFor]);

	const isOther = !isSame(first, now);
	useEffect(() => {
		if (isOther) wake.current();
	}, [isOther]);

	return (
		<div ref={frame} className="contents" data-asleep={Part ? undefined : ""}>
			{Part ? (
				<div key="awake" className="contents">
					<Part {...now} />
				</div>
			) : (
				// The served markup stays as is: React leaves dangerouslySetInnerHTML content alone.
				<div
					key="picture"
					className="contents"
					suppressHydrationWarning
					// biome-ignore lint/security/noDangerouslySetInnerHtml: nothing is set; it keeps what the server rendered.
					dangerouslySetInnerHTML={{ __html: "" }}
				/>
			)}
		</div>
	);
}

/** Wakes the sleeping parts in an element; resolves when they are awake. */
export async function wakeAll(element: Element): Promise<void> {
	const asleep = [...element.querySelectorAll("[data-asleep]")];
	await Promise.all(
		asleep.map(
			(part) =>
				new Promise<void>((resolve) => {
					part.addEventListener(wokenEvent, () => resolve(), { once: true });
					part.dispatchEvent(new Event(wakeEvent));
				}),
		),
	);
}
