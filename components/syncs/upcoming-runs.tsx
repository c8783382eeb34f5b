/** The next runs of a schedule, as clocks of the workspace's time zone show them: that is where set times are meant. */
export function UpcomingRuns({ runs, timeZone }: { runs: readonly string[]; timeZone: string }) {
	const format = new Intl.DateTimeFormat("en-GB", {
		weekday: "short",
		day: "numeric",
		month: "short",
		hour: "2-digit",
		minute: "2-digit",
		hourCycle: "h23",
		timeZone,
	});
	return (
		<div className="grid gap-1 text-sm">
			<p className="text-muted-foreground">
				Next runs <span className="text-xs">({timeZone.replaceAll("_", " ")} time)</span>
			</p>
			<ul className="grid gap-0.5 tabular-nums">
				{runs.map((at) => (
					<li key={at}>
						<time dateTime={at}>{format.format(new Date(at))}</time>
					</li>
				))}
			</ul>
		</div>
	);
}
