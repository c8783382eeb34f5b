import { Download } from "lucide-react";
import { apiPath } from "@/components/shell/call-api";
import { useWorkspaceSlug } from "@/components/shell/use-workspace-slug";
import { Button } from "@/components/ui/button";
import { DropdownMenuItem, DropdownMenuLabel } from "@/components/ui/dropdown-menu";
import { MoreMenu } from "@/components/ui/more-menu";
import { consentPurposes, purposeLabels } from "@/lib/consent/purposes";
import { segmentsApi } from "@/lib/segments/api";

/** Downloads the current members: all of them, or those with a given consent. */
export function DownloadMembers({ segmentId }: { segmentId: string }) {
	const workspace = useWorkspaceSlug();
	const href = (query: object) =>
		apiPath(segmentsApi.download, { params: { segmentId }, query: { ...query, workspace } });
	return (
		<MoreMenu
			trigger={
				<Button variant="outline" size="sm">
					<Download aria-hidden="true" />
					Download CSV
				</Button>
			}
		>
			<DropdownMenuItem asChild>
				<a href={href({})} download="">
					Everyone
				</a>
			</DropdownMenuItem>
			<DropdownMenuLabel>Only who agreed to</DropdownMenuLabel>
			{consentPurposes.map((purpose) => (
				<DropdownMenuItem key={purpose} asChild>
					<a href={href({ purpose })} download="">
						{purposeLabels[purpose]}
					</a>
				</DropdownMenuItem>
			))}
		</MoreMenu>
	);
}
