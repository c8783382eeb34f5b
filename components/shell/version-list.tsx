import { RelativeTime } from "@/components/ui/relative-time";

type Version = { version: number; createdName: string; createdAt: string };

/** Every version of something people write, newest first: its author, time and content. */
export function VersionList<V extends Version>({
	versions,
	say,
}: {
	versions: readonly V[];
	say: (version: V) => string;
}) {
	return (
		<ol className="grid gap-3">
			{versions.map((each) => (
				<li key={each.version} className="grid gap-0.5 text-sm">
					<span className="text-muted-foreground">
						<span className="font-medium text-foreground">Version {each.version}</span> · {each.createdName} ·{" "}
						<RelativeTime at={each.createdAt} />
					</span>
					<span className="text-pretty break-words">{say(each)}</span>
				</li>
			))}
		</ol>
	);
}
