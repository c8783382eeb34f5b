import { TitledCard } from "@/components/ui/card";
import { RelativeTime } from "@/components/ui/relative-time";
import { StatusBadge } from "@/components/ui/status-badge";
import { purposeLabels } from "@/lib/consent/purposes";
import type { ProfileDetail } from "@/lib/profiles/api";

/** Per purpose: yes, no, or never asked, which counts as no. */
export function ConsentCard({ consent }: { consent: ProfileDetail["consent"] }) {
	return (
		<TitledCard title="Consent">
			<ul className="grid gap-3 text-sm">
				{consent.map((one) => (
					<li key={one.purpose}>
						<div className="flex items-center justify-between gap-2">
							{purposeLabels[one.purpose]}
							<StatusBadge
								tone={one.state === "granted" ? "good" : one.state === "denied" ? "bad" : "neutral"}
							>
								{one.state === "granted" ? "Granted" : one.state === "denied" ? "Denied" : "Never asked"}
							</StatusBadge>
						</div>
						{one.effectiveAt ? (
							<div className="text-muted-foreground text-xs">
								<RelativeTime at={one.effectiveAt} /> · {one.source}
								{one.statement && <> · “{one.statement}”</>}
							</div>
						) : (
							<div className="text-muted-foreground text-xs">Counts as no: nothing is sent.</div>
						)}
					</li>
				))}
			</ul>
		</TitledCard>
	);
}
