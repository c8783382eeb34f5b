import { useQuery } from "@tanstack/react-query";
import { syncsQueries } from "@/components/syncs/api";
import { dayChoices, readTimes, writeTimes } from "@/components/syncs/cron-times";
import { describeSchedule, intervals } from "@/components/syncs/sync-states";
import { UpcomingRuns } from "@/components/syncs/upcoming-runs";
import { Choice, type ChoiceOption } from "@/components/ui/choose/choice";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import type { SyncSchedule } from "@/lib/syncs/sync-settings";

const custom = "custom";
const usualCron = "0 6 * * *";

/** One choice stands for a kind of schedule, or for one interval. */
const keyOf = (schedule: SyncSchedule): string =>
	schedule.kind === "interval" ? `every ${schedule.everyMinutes}` : schedule.kind;

const fixed: readonly ChoiceOption[] = [
	{ value: "manual", label: "Only when someone starts it" },
	{ value: "real_time", label: "In real time", detail: "as soon as people enter or leave" },
	{ value: "after_refresh", label: "After the segment's refresh", detail: "if it changed" },
	{ value: "cron", label: "At set times" },
];

const hints: Record<SyncSchedule["kind"], string> = {
	manual: "Runs only send what changed.",
	interval: "Runs only send what changed.",
	cron: "Runs only send what changed.",
	real_time: "Checks consent and contact details once an hour as well.",
	after_refresh: "Checks consent and contact details once a day as well.",
};

function scheduleOf(key: string, before: SyncSchedule): SyncSchedule {
	if (key.startsWith("every ")) return { kind: "interval", everyMinutes: Number(key.slice(6)) };
	if (key === "cron") return before.kind === "cron" ? before : { kind: "cron", cron: usualCron };
	// Safe because the other choices are the other kinds, which need nothing more.
	return { kind: key as "manual" | "real_time" | "after_refresh" };
}

/** When a sync runs. An interval set through the API that is not on the list is kept and shown. */
export function SchedulePicker({
	value,
	onChange,
}: {
	value: SyncSchedule;
	onChange: (schedule: SyncSchedule) => void;
}) {
	const minutes = value.kind === "interval" ? value.everyMinutes : null;
	const listed = minutes === null || intervals.includes(minutes) ? intervals : [...intervals, minutes];
	const options = [
		...fixed,
		...listed.map((everyMinutes) => ({
			value: `every ${everyMinutes}`,
			label: describeSchedule({ kind: "interval", everyMinutes }),
		})),
	];
	return (
		<div className="grid gap-3">
			<Field label="How often" hint={hints[value.kind]}>
				<Choice
					value={keyOf(value)}
					onChange={(key) => onChange(scheduleOf(key, value))}
					placeholder="Choose"
					options={options}
				/>
			</Field>
			{value.kind === "cron" && (
				<SetTimes cron={value.cron} onChange={(cron) => onChange({ kind: "cron", cron })} />
			)}
		</div>
	);
}

/** A day and a time of day, or anything a cron expression can say. */
function SetTimes({ cron, onChange }: { cron: string; onChange: (cron: string) => void }) {
	const times = readTimes(cron);
	const forecast = useQuery({ ...syncsQueries.forecast(cron), enabled: cron.trim() !== "" });
	const zone = forecast.data?.timeZone;
	return (
		<>
			<div className={times ? "grid gap-3 sm:grid-cols-2" : "grid gap-3"}>
				<Field label="Days">
					<Choice
						value={times ? times.days : custom}
						onChange={(days) =>
							onChange(days === custom ? "0 6,18 * * *" : writeTimes({ days, time: times?.time ?? "06:00" }))
						}
						options={[...dayChoices, { value: custom, label: "Other times" }]}
					/>
				</Field>
				{times ? (
					<Field label="Time">
						<Input
							type="time"
							value={times.time}
							// A browser reports a half-typed time as empty.
							onChange={({ target }) =>
								target.value && onChange(writeTimes({ ...times, time: target.value }))
							}
						/>
					</Field>
				) : (
					<Field
						label="Times as a cron expression"
						hint="Minute, hour, day of the month, month, day of the week."
						error={forecast.data?.problem}
					>
						<Input
							value={cron}
							maxLength={100}
							spellCheck={false}
							autoComplete="off"
							className="font-mono"
							onChange={({ target }) => onChange(target.value)}
						/>
					</Field>
				)}
			</div>
			{forecast.data && forecast.data.runs.length > 0 && (
				<UpcomingRuns runs={forecast.data.runs} timeZone={zone ?? "UTC"} />
			)}
		</>
	);
}
