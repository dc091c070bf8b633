"""The scripts that change sessions and owed effects; each runs whole or not at all."""

from hashlib import sha1

KEPT = 30 * 86400
"""Seconds a session lives after its last change."""
MARKED = 86400
"""Seconds the dedupe mark outlives a deleted session."""
SLACK = 3600
"""Seconds that what many share may end before its time, so that not every turn writes down a new end."""
DEAD = "dead "
"""Begins, among the due times, the name of what is dead: its time is that of its end."""
STAFF = "staff "
"""Begins, among those left alone, the owner whose notices to the staff are meant."""


class Script:
    """A script in Lua, with the name under which a server keeps it (Redis: EVALSHA)."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.name = sha1(text.encode(), usedforsecurity=False).hexdigest()


# A session is the one found when revision and last event agree: a Redis that went back to an older state, or was taken
# over by another before it had all, counts the same revisions again. Revision and seen ids outlive a deletion, so that a turn begun before it conflicts instead of bringing data back.
# What is still to be given back to a provider says nothing personal, and would stand there for good if it were forgotten.
# `c` names the card last changed and the effect for it: one that is still owed, but no longer known to be said, would
# turn the card back. What is kept as long as something far ahead is never kept shorter by what comes between.
COMMIT = Script(f"""
local s, o, d, x = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local revision, last, session, seen, event, owner, keep, forget, drops = unpack(ARGV, 1, 9)
local found, handled_so_far, shown = unpack(redis.call('HMGET', s, 'r', 'e', 'c'))
found, handled_so_far = found or '0', handled_so_far or '[]'
if found ~= revision or string.sub(handled_so_far, 2, 1 + #last) ~= last then
  for _, handled in ipairs(cjson.decode(handled_so_far)) do
    if handled == event then return 2 end
  end
  return 0
end
local function drop(id)
  redis.call('HDEL', o, id)
  redis.call('ZREM', d, id)
end
if forget == '1' then
  redis.call('HDEL', s, 'c')
  shown = false
  for _, other in ipairs(redis.call('HKEYS', o)) do
    local owed = cjson.decode(redis.call('HGET', o, other))
    local frees = owed.errand and owed.errand.act == 'free'
    if owed.owner == owner and not owed.staff and not frees then drop(other) end
  end
  for _, dead in ipairs(redis.call('HKEYS', x)) do
    if cjson.decode(redis.call('HGET', x, dead)).owner == owner then
      redis.call('HDEL', x, dead)
      redis.call('ZREM', d, '{DEAD}' .. dead)
    end
  end
end
local at = 10
while at < 10 + drops do
  drop(ARGV[at])
  at = at + 1
end
while ARGV[at] do
  local id, due, card = ARGV[at], ARGV[at + 2], ARGV[at + 3]
  if card ~= '' then
    local earlier, place = string.match(shown or '', '^(%S+) (.*)$')
    if place == card then drop(earlier) end
    shown = id .. ' ' .. card
  end
  redis.call('HSET', o, id, ARGV[at + 1])
  redis.call('ZADD', d, due, id)
  at = at + 4
end
local kept = {{'r', found + 1, 'e', seen}}
if shown then
  kept[#kept + 1], kept[#kept + 2] = 'c', shown
end
if session ~= '' then
  kept[#kept + 1], kept[#kept + 2] = 's', session
end
redis.call('HSET', s, unpack(kept))
local function extend(key, slack)
  if redis.call('TTL', key) < keep - slack then redis.call('EXPIRE', key, keep) end
end
if session ~= '' then
  extend(s, 0)
else
  redis.call('HDEL', s, 's')
  redis.call('EXPIRE', s, {MARKED})
end
extend(o, {SLACK})
extend(d, {SLACK})
return 1
""")

# A lease is a later score; thousandths keep the order in which effects were committed. A due time without an effect is
# that of one settled, or of one dead, which ends now.
LEASE = Script(f"""
local o, d, x = KEYS[1], KEYS[2], KEYS[3]
local now, lease, limit, owner = unpack(ARGV, 1, 4)
local effects, busy = {{}}, {{}}
for n = 5, #ARGV do busy[ARGV[n]] = true end
local picks = owner ~= '' or #ARGV > 4
-- Those wanted may lie behind any number of others.
local most = picks and -1 or limit
local function left(effect)
  if not picks then return false end
  local one = cjson.decode(effect)
  -- somebody else's and for somebody else to do, or to be done later
  return (owner ~= '' and (one.owner ~= owner or one.staff)) or busy[(one.staff and '{STAFF}' or '') .. one.owner]
end
for n, id in ipairs(redis.call('ZRANGEBYSCORE', d, '-inf', now, 'LIMIT', 0, most)) do
  if #effects >= tonumber(limit) then break end
  local effect = redis.call('HGET', o, id)
  if not effect then
    redis.call('ZREM', d, id)
    local dead = string.match(id, '^{DEAD}(.*)$')
    if dead then redis.call('HDEL', x, dead) end
  elseif not left(effect) then
    redis.call('ZADD', d, string.format('%.3f', now + lease + n / 1000), id)
    effects[#effects + 1] = effect
  end
end
return effects
""")

# Something laid aside is found by who looks for what is dead, until its own end, whatever is laid aside after it;
# something owed again must still be owed, or it was settled.
POSTPONE = Script(f"""
local o, d, x = KEYS[1], KEYS[2], KEYS[3]
local id, effect, due, dead = unpack(ARGV)
if redis.call('HEXISTS', o, id) == 0 then return 0 end
if dead == '1' then
  redis.call('HDEL', o, id)
  redis.call('ZREM', d, id)
  redis.call('HSET', x, id, effect)
  redis.call('ZADD', d, due + {KEPT}, '{DEAD}' .. id)
  for _, key in ipairs({{x, d}}) do
    if redis.call('TTL', key) < {KEPT} then redis.call('EXPIRE', key, {KEPT}) end
  end
else
  redis.call('HSET', o, id, effect)
  redis.call('ZADD', d, due, id)
end
return 1
""")

# In one go, so that it is never in neither; what has been forgotten meanwhile, or revived already, does not come back.
REVIVE = Script(f"""
local o, d, x = KEYS[1], KEYS[2], KEYS[3]
local id, effect, now = unpack(ARGV)
if redis.call('HDEL', x, id) == 0 then return end
redis.call('ZREM', d, '{DEAD}' .. id)
redis.call('HSET', o, id, effect)
redis.call('ZADD', d, now, id)
for _, key in ipairs({{o, d}}) do
  if redis.call('TTL', key) < {KEPT} then redis.call('EXPIRE', key, {KEPT}) end
end
""")

# Only one of those who hold a copy may do an errand; whoever hears no answer finds its own words there when asking again.
BEGIN = Script("""
local o, d = KEYS[1], KEYS[2]
local id, tries, begun, due = unpack(ARGV)
local found = redis.call('HGET', o, id)
if found == begun then return 1 end
if not found or (cjson.decode(found).tries or 0) ~= tonumber(tries) then return 0 end
redis.call('HSET', o, id, begun)
redis.call('ZADD', d, due, id)
return 1
""")
