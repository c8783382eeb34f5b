import { balanceText } from "@/components/campaigns/balance-draft";
import { formatCount, formatPercent } from "@/components/ui/format-number";
import type { CampaignDetail } from "@/lib/campaigns/contracts";

/** Into which groups the people of the launch were divided first, each with its share held out. */
export function StrataTable({
	strata,
	stratifyBy,
}: {
	strata: CampaignDetail["epochs"][number]["strata"];
	stratifyBy: CampaignDetail["stratifyBy"];
}) {
	const by = stratifyBy?.by === "trait" ? balanceText(stratifyBy) : "what people did before";
	return (
		<details className="text-sm">
			<summary className="cursor-pointer">
				Balanced by {by}: the same share of each of {strata.length} groups is held out
			</summary>
			<table className="mt-2 w-full tabular-nums">
				<thead className="text-muted-foreground">
					<tr>
						<th scope="col" className="text-left font-normal">
							People at launch
						</th>
						<th scope="col" className="text-right font-normal">
							In all
						</th>
						<th scope="col" className="text-right font-normal">
							Held out
						</th>
						<th scope="col" className="text-right font-normal max-sm:hidden">
							Share
						</th>
					</tr>
				</thead>
				<tbody>
					{strata.map(({ name, people, heldOut }) => (
						<tr key={name}>
							<th scope="row" className="break-words py-0.5 text-left font-normal">
								{name}
							</th>
							<td className="text-right">{formatCount(people)}</td>
							<td className="text-right">{formatCount(heldOut)}</td>
							<td className="text-right max-sm:hidden">
								{typeof people === "number" && typeof heldOut === "number" && people > 0
									? formatPercent(heldOut / people, 1)
									: "not shown"}
							</td>
						</tr>
					))}
				</tbody>
			</table>
			<p className="mt-2 text-pretty text-muted-foreground">
				Values with too few people are in “Everyone else”. People who come later are divided by chance.
			</p>
		</details>
	);
}
