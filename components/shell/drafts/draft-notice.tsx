import type { DraftTrouble } from "@/components/shell/drafts/use-kept-draft";
import { Alert, AlertDescription, AlertTitle } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";

type Words = { title: string; says: string; goOn: string; giveUp: string };

function wordsOf(trouble: DraftTrouble): Words {
	switch (trouble.kind) {
		case "outdated":
			return {
				title: `Your unsaved draft is based on an older version`,
				says: `You began with version ${trouble.basedOn}; version ${trouble.version} has been saved since. Saving your draft would replace it.`,
				goOn: "Go on with my draft",
				giveUp: `Use version ${trouble.version}`,
			};
		case "elsewhere":
			return {
				title: "Another tab has changed this draft",
				says: "What you change here is not kept until you choose one of the two.",
				goOn: "Keep what is here",
				giveUp: "Show what the other tab has",
			};
		case "gone":
			return {
				title: "Another tab has saved or discarded this draft",
				says: "What you change here is not kept until you choose.",
				goOn: "Keep what is here",
				giveUp: "Use what is saved",
			};
	}
}

/** What the user has to decide about a draft before it is saved. */
export function DraftNotice({ trouble }: { trouble: DraftTrouble | null }) {
	if (trouble === null) return null;
	const words = wordsOf(trouble);
	return (
		<Alert variant="warning">
			<AlertTitle>{words.title}</AlertTitle>
			<AlertDescription>
				<p>{words.says}</p>
				<div className="mt-2 flex flex-wrap gap-2">
					<Button variant="outline" size="sm" onClick={trouble.goOn}>
						{words.goOn}
					</Button>
					<Button variant="outline" size="sm" onClick={trouble.giveUp}>
						{words.giveUp}
					</Button>
				</div>
			</AlertDescription>
		</Alert>
	);
}
