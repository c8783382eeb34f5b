const largeShare = 0.3;

/** Why a change of an audience deserves a second look; null when it does not. */
export function describeChange({
	before,
	after,
	staying,
}: {
	before: number;
	after: number;
	staying: number;
}): string | null {
	if (before === 0) return null;
	if (after === 0) return "Everyone leaves: with this rule the segment is empty.";
	if (staying === 0) return "No one stays: these are entirely different people.";
	const leaving = (before - staying) / before;
	const entering = (after - staying) / before;
	if (leaving >= largeShare) return `${share(leaving)} of current members leave.`;
	if (entering >= largeShare) return `The segment grows by ${share(entering)} of what it is now.`;
	return null;
}

function share(fraction: number): string {
	return `${Math.round(fraction * 100).toLocaleString("en-US")}%`;
}
