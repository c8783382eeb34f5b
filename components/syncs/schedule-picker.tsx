import { describeSchedule, schedules } from "@/components/syncs/sync-states";
import { Choice } from "@/components/ui/choose/choice";
import { Field } from "@/components/ui/field";

const byHand = "hand";

/** How often a sync runs. An interval set through the API that is not on the list is kept and shown. */
export function SchedulePicker({
	value,
	onChange,
}: {
	value: number | null;
	onChange: (minutes: number | null) => void;
}) {
	const options = schedules.some((one) => one.minutes === value)
		? schedules
		: [...schedules, { minutes: value, label: describeSchedule(value) }];
	return (
		<Field label="How often" hint="Runs only send what changed.">
			<Choice
				value={value === null ? byHand : String(value)}
				onChange={(next) => onChange(next === byHand ? null : Number(next))}
				placeholder="Choose"
				options={options.map((one) => ({
					value: one.minutes === null ? byHand : String(one.minutes),
					label: one.label,
				}))}
			/>
		</Field>
	);
}
