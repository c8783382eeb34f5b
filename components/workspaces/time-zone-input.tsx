"use client";

import { ChevronsUpDown } from "lucide-react";
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from "react";
import { cn } from "@/components/ui/class-names";
import { Input } from "@/components/ui/input";
import {
	listTimeZones,
	readTimeZone,
	searchTimeZones,
	type TimeZone,
} from "@/components/workspaces/time-zones";

/** How many are rendered; typing narrows the list. */
const shownZones = 60;

/** A time zone, found by typing its city or offset, from a list with each zone's current offset. */
export function TimeZoneInput({
	value,
	onChange,
	...props
}: {
	id?: string;
	"aria-describedby"?: string;
	"aria-invalid"?: boolean | "true" | "false";
	value: string;
	onChange: (zone: string) => void;
	disabled?: boolean;
}) {
	const listId = useId();
	// After hydration: the server's list of zones may differ from the browser's.
	const [zones, setZones] = useState<TimeZone[]>([]);
	useEffect(() => setZones(listTimeZones(new Date())), []);
	const [isOpen, setOpen] = useState(false);
	// Opened by a click, the list shows all; typing then narrows it.
	const [isTyping, setTyping] = useState(false);
	const [active, setActive] = useState(0);
	const list = useRef<HTMLDivElement>(null);
	const found = useMemo(
		() => searchTimeZones(zones, isTyping ? value : "").slice(0, isTyping ? shownZones : undefined),
		[zones, value, isTyping],
	);
	const chosen = zones.find(({ name }) => name === value);

	const open = () => {
		setOpen(true);
		setTyping(false);
		setActive(
			Math.max(
				0,
				zones.findIndex(({ name }) => name === value),
			),
		);
	};
	const close = () => {
		setOpen(false);
		setTyping(false);
	};
	const choose = (zone: TimeZone) => {
		onChange(zone.name);
		close();
	};
	useEffect(() => {
		if (isOpen) list.current?.children[active]?.scrollIntoView?.({ block: "nearest" });
	}, [isOpen, active]);

	const press = (event: KeyboardEvent) => {
		if (event.nativeEvent.isComposing) return;
		if (event.key === "ArrowDown" || event.key === "ArrowUp") {
			event.preventDefault();
			if (!isOpen) return open();
			const step = event.key === "ArrowDown" ? 1 : -1;
			return setActive((before) => Math.min(found.length - 1, Math.max(0, before + step)));
		}
		const zone = found[active];
		if (event.key === "Enter" && isOpen && zone) {
			event.preventDefault();
			choose(zone);
		} else if (event.key === "Escape" && isOpen) {
			event.stopPropagation();
			close();
		}
	};
	return (
		<div className="relative">
			<Input
				{...props}
				role="combobox"
				aria-expanded={isOpen}
				aria-controls={listId}
				aria-autocomplete="list"
				aria-activedescendant={isOpen && found[active] ? `${listId}-${active}` : undefined}
				value={value}
				required
				autoComplete="off"
				spellCheck={false}
				className="pr-28"
				onChange={(event) => {
					onChange(event.target.value);
					setOpen(true);
					setTyping(true);
					setActive(0);
				}}
				onClick={() => !isOpen && open()}
				onKeyDown={press}
				onBlur={() => {
					close();
					onChange(readTimeZone(zones, value));
				}}
			/>
			<span
				aria-hidden="true"
				className="pointer-events-none absolute inset-y-0 right-2.5 flex items-center gap-1.5 text-muted-foreground text-sm tabular-nums"
			>
				{chosen?.offset}
				<ChevronsUpDown className="size-4" />
			</span>
			<div
				ref={list}
				id={listId}
				role="listbox"
				aria-label="Time zones"
				hidden={!isOpen}
				className="absolute inset-x-0 top-full z-20 mt-1 max-h-64 overflow-y-auto rounded-md border border-border bg-popover p-1 text-popover-foreground text-sm shadow-md"
			>
				{isOpen &&
					found.map((zone, index) => (
						// biome-ignore lint/a11y/useKeyWithClickEvents: the field's keys move through the list and choose
						<div
							key={zone.name}
							id={`${listId}-${index}`}
							role="option"
							tabIndex={-1}
							aria-selected={zone.name === value}
							className={cn(
								"flex min-h-7 cursor-pointer items-center justify-between gap-3 rounded-sm px-2 py-1",
								index === active && "bg-accent",
								zone.name === value && "font-medium",
							)}
							onMouseMove={() => setActive(index)}
							// The field keeps the focus.
							onMouseDown={(event) => event.preventDefault()}
							onClick={() => choose(zone)}
						>
							<span>{zone.name.replaceAll("_", " ")}</span>
							<span className="text-muted-foreground tabular-nums">{zone.offset}</span>
						</div>
					))}
			</div>
			{isOpen && isTyping && found.length === 0 && (
				<p
					role="status"
					className="absolute inset-x-0 top-full z-20 mt-1 rounded-md border border-border bg-popover px-3 py-2 text-muted-foreground text-sm shadow-md"
				>
					No time zone matches. Try a city, such as Lisbon, or an offset, such as +1.
				</p>
			)}
		</div>
	);
}
