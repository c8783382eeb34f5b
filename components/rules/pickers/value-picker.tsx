"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Check, X } from "lucide-react";
import { useDeferredValue, useState } from "react";
import { ChipChevron, inlineButton } from "@/components/rules/controls/inline-controls";
import { PickerItem, PickerPopover } from "@/components/rules/pickers/picker-popover";
import { readValues } from "@/components/rules/pickers/read-values";
import { catalogQueries } from "@/components/segments/api";
import { useCan } from "@/components/shell/workspace-context";
import { cn } from "@/components/ui/class-names";
import { CommandEmpty, CommandGroup } from "@/components/ui/command";
import { formatCount } from "@/components/ui/format-number";
import { toast } from "@/components/ui/toast";
import { pluralText } from "@/lib/kernel/number-text";

/** Which name's values are offered. */
export type ValueSource = { trait: string } | { event: string; property: string };

/** How many chosen values are shown; the others on request. */
const fewValues = 20;

/**
 * Chooses text from the values that occur, most common first, or any typed text; for a list also pasted
 * values.
 */
export function ValuePicker({
	label,
	source,
	chosen,
	isMany,
	isInvalid,
	onChange,
	disabled,
}: {
	label: string;
	/** Null where no values are known in advance. */
	source: ValueSource | null;
	chosen: readonly string[];
	isMany: boolean;
	isInvalid: boolean;
	onChange: (chosen: string[]) => void;
	disabled: boolean;
}) {
	const [isOpen, setOpen] = useState(false);
	const [search, setSearch] = useState("");
	const [areAllShown, setAllShown] = useState(false);
	const settled = useDeferredValue(search);
	const mayRead = useCan("data.read");
	const values = useQuery({
		...catalogQueries.values(source ?? { trait: "" }, settled),
		enabled: isOpen && mayRead && source !== null,
		placeholderData: keepPreviousData,
	});
	const offered = values.data?.values ?? [];
	const choose = (value: string) => {
		if (isMany)
			onChange(chosen.includes(value) ? chosen.filter((each) => each !== value) : [...chosen, value]);
		else {
			onChange([value]);
			setOpen(false);
		}
		setSearch("");
	};
	const add = (values: readonly string[]) => {
		const fresh = values.filter((value) => !chosen.includes(value));
		onChange([...chosen, ...fresh]);
		setSearch("");
		const left = values.length - fresh.length;
		toast.success(`${pluralText(fresh.length, "value")} added`, {
			...(left > 0
				? { description: `${formatCount(left)} ${left === 1 ? "was" : "were"} there already.` }
				: {}),
		});
	};
	const typedList = isMany ? readValues(search) : [];
	const shown = areAllShown ? chosen : chosen.slice(0, fewValues);
	return (
		<span className="inline-flex min-w-0 max-w-full flex-wrap items-center gap-1">
			{isMany &&
				shown.map((value) => (
					<span
						key={value}
						className="inline-flex h-7 max-w-full items-center gap-0.5 rounded-md bg-muted pl-1.5 font-medium text-sm"
					>
						<span className="truncate">{inWords(value)}</span>
						<button
							type="button"
							disabled={disabled}
							aria-label={`Remove ${value}`}
							onClick={() => onChange(chosen.filter((each) => each !== value))}
							className="grid size-6 cursor-pointer place-items-center rounded-sm text-muted-foreground hover:text-foreground"
						>
							<X aria-hidden="true" className="size-3.5" />
						</button>
					</span>
				))}
			{isMany && chosen.length > fewValues && (
				<>
					<button type="button" className={inlineButton} onClick={() => setAllShown(!areAllShown)}>
						{areAllShown ? "Show fewer" : `and ${formatCount(chosen.length - fewValues)} more`}
					</button>
					<button type="button" className={inlineButton} disabled={disabled} onClick={() => onChange([])}>
						Remove all {formatCount(chosen.length)}
					</button>
				</>
			)}
			<PickerPopover
				isOpen={isOpen}
				onOpenChange={setOpen}
				label={label}
				placeholder={isMany ? "Find, type or paste values" : "Find or type a value"}
				search={{
					typed: search,
					onType: setSearch,
					onPaste: (event) => {
						const values = readValues(event.clipboardData.getData("text/plain"));
						if (!isMany || values.length < 2) return;
						event.preventDefault();
						add(values);
					},
				}}
				className="w-72"
				trigger={
					<button
						type="button"
						disabled={disabled}
						data-value=""
						aria-label={`${label}: ${isMany ? "add a value" : (chosen[0] ?? "choose")}`}
						aria-invalid={isInvalid || undefined}
						className={cn(
							inlineButton,
							"inline-flex items-center gap-1",
							(isMany || !chosen[0]) && "text-muted-foreground",
						)}
					>
						<span className="truncate">{isMany ? "add…" : chosen[0] || "choose…"}</span>
						<ChipChevron />
					</button>
				}
			>
				{offered.length === 0 && search === "" && (
					<CommandEmpty>{values.isFetching ? "Looking…" : "Type a value."}</CommandEmpty>
				)}
				<CommandGroup>
					{offered.map(({ value, count }) => (
						<PickerItem
							key={value}
							value={`v${value}`}
							label={inWords(value)}
							hint={formatCount(count)}
							lead={
								isMany && (
									<Check
										aria-hidden="true"
										className={chosen.includes(value) ? "opacity-100" : "opacity-0"}
									/>
								)
							}
							onPick={() => choose(value)}
						/>
					))}
					{typedList.length > 1 && (
						<PickerItem
							value={`list ${search}`}
							label={`Add ${typedList.length} values: ${typedList.join(", ")}`}
							onPick={() => add(typedList)}
						/>
					)}
					{search !== "" && !offered.some(({ value }) => value === search) && (
						<PickerItem value={`typed ${search}`} label={`Use “${search}”`} onPick={() => choose(search)} />
					)}
				</CommandGroup>
			</PickerPopover>
		</span>
	);
}

function inWords(value: string): string {
	return value === "" ? "(empty text)" : value;
}
