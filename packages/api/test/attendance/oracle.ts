// How attendance is counted, said once more and in another way: second by second, without an interval anywhere.

export interface Fact {
  kind: "joined" | "left" | "opened" | "closed";
  user: string | null;
  connection: string | null;
  host: boolean;
  /** Seconds since the session's start. */
  at: number;
}

interface Session {
  /** Seconds from its start to its end. */
  span: number;
  /** Seconds from its start to now. */
  now: number;
  payee: string | null;
  attendedPercent: number;
}

export interface Verdict {
  user: string;
  seconds: number;
  percent: number;
  status: "attended" | "missed" | null;
  undecided: "not_over" | "not_measured" | "host_absent" | null;
  isHost: boolean;
}

/** Whether a connection was there in the second that begins then. */
function isThere(facts: readonly Fact[], user: string, connection: string, second: number): boolean {
  const own = facts.filter((fact) => fact.user === user && fact.connection === connection);
  const joined = own.filter(({ kind }) => kind === "joined").map(({ at }) => at);
  const left = own.filter(({ kind }) => kind === "left").map(({ at }) => at);
  if (!joined.some((at) => at <= second)) return false;
  if (left.length > 0) return left.some((at) => at > second);
  const closings = facts.filter(({ kind }) => kind === "closed").map(({ at }) => at);
  const firstJoined = Math.min(...joined);
  return !closings.some((at) => at >= firstJoined && at <= second);
}

function secondsOf(facts: readonly Fact[], users: readonly string[], { span, now }: Session): number {
  const connections = [
    ...new Set(
      facts.filter(({ user }) => user !== null && users.includes(user)).map((one) => `${one.user} ${one.connection}`),
    ),
  ].map((one) => one.split(" ") as [string, string]);
  let seconds = 0;
  for (let second = 0; second < Math.min(span, now); second++)
    if (connections.some(([user, connection]) => isThere(facts, user, connection, second))) seconds++;
  return seconds;
}

/** What is to be said of each of the users. */
export function judge(facts: readonly Fact[], users: readonly string[], session: Session): Verdict[] {
  const isHost = (user: string) => user === session.payee || facts.some((fact) => fact.user === user && fact.host);
  const hosts = [...new Set([session.payee, ...facts.filter(({ host }) => host).map(({ user }) => user)])].filter(
    (user) => user !== null,
  );
  const isHostAbsent = hosts.length > 0 && secondsOf(facts, hosts, session) === 0;
  return users.map((user) => {
    const seconds = secondsOf(facts, [user], session);
    const percent = Math.floor((100 * seconds) / session.span);
    const undecided =
      session.now < session.span
        ? "not_over"
        : facts.length === 0
          ? "not_measured"
          : isHostAbsent
            ? "host_absent"
            : null;
    const status = undecided !== null ? null : percent >= session.attendedPercent ? "attended" : "missed";
    return { user, seconds, percent, status, undecided, isHost: isHost(user) };
  });
}

/** Seconds that some host was there; null where that is not known. */
export function hostSeconds(facts: readonly Fact[], session: Session): number | null {
  const hosts = [...new Set([session.payee, ...facts.filter(({ host }) => host).map(({ user }) => user)])].filter(
    (user) => user !== null,
  );
  return hosts.length === 0 || facts.length === 0 ? null : secondsOf(facts, hosts, session);
}
