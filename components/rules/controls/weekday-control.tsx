"use client";

import { cn } from "@/components/ui/class-names";
import { weekdayNames } from "@/lib/rules/describe/describe-parts";

/** Days of the week, 1 (Monday) to 7, at least one. */
export function WeekdayControl({
	days,
	disabled,
	onChange,
}: {
	days: readonly number[];
	disabled: boolean;
	onChange: (days: number[]) => void;
}) {
	return (
		<fieldset aria-label="Days of the week" className="inline-flex flex-wrap gap-0.5">
			{weekdayNames.map((name, index) => {
				const day = index + 1;
				const isChosen = days.includes(day);
				return (
					<button
						key={name}
						type="button"
						aria-label={name}
						aria-pressed={isChosen}
						disabled={disabled || (isChosen && days.length === 1)}
						onClick={() =>
							onChange(isChosen ? days.filter((each) => each !== day) : [...days, day].sort((a, b) => a - b))
						}
						className={cn(
							"h-7 cursor-pointer rounded-md px-1.5 font-medium text-sm disabled:cursor-default",
							isChosen ? "bg-primary/12 text-primary" : "bg-muted text-muted-foreground hover:bg-accent",
						)}
					>
						{name.slice(0, 3)}
					</button>
				);
			})}
		</fieldset>
	);
}
