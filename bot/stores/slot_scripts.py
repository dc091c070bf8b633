"""The scripts that change one office's book of one day; each runs whole or not at all, and first ends what has run out.

All keys of a day carry one hash tag, so that they lie in one slot of a cluster:

- b: reference to `slot state ends person mark`; the state is h (held), c (confirmed) or x (a hold that has ended, kept
  so that its reference can be told from one that never had the slot; or, without a slot, a reference that was deleted,
  kept so that a request under way while it was deleted can't bring it back); ends is in Unix seconds
- r: reference to who comes with what, sealed
- n: slot and person to how many they have, so that nothing need be counted
- h: held references by their end
- c: slots that staff closed; * is the whole day
- l: slot to the minutes of the longest booking that ever began then, since the hours may be cut anew while some stand
"""

from bot.stores.script import Script

_BOOK = """
local b, r, n, h, c, l = unpack(KEYS)
local function read(ref)
  local line = redis.call('HGET', b, ref)
  if line then return string.match(line, '^(%S+) (%S+) (%S+) (%S+) (%S+)$') end
end
local function write(ref, ...)
  redis.call('HSET', b, ref, table.concat({...}, ' '))
end
local function count(slot, person, by)
  redis.call('HINCRBY', n, slot, by)
  redis.call('HINCRBY', n, person, by)
end
local function clear(ref, slot, person)
  count(slot, person, -1)
  redis.call('HDEL', r, ref)
  redis.call('ZREM', h, ref)
end
local function lapse(ref, slot, person)
  clear(ref, slot, person)
  write(ref, slot, 'x', 0, '-', '-')
end
local function closed(slot)
  return redis.call('SISMEMBER', c, slot) == 1 or redis.call('SISMEMBER', c, '*') == 1
end
local function keep(seconds)
  for _, key in ipairs(KEYS) do redis.call('EXPIRE', key, seconds) end
end
for _, ref in ipairs(redis.call('ZRANGEBYSCORE', h, '-inf', ARGV[1])) do
  local slot, _, _, person = read(ref)
  lapse(ref, slot, person)
end
"""

_TIMES = """
local function number(field) return tonumber(redis.call('HGET', n, field) or 0) end
local function minute(slot) return string.sub(slot, 9, 10) * 60 + string.sub(slot, 11, 12) end
local stretches, lengths = {}, redis.call('HGETALL', l)
for i = 1, #lengths, 2 do
  local count, begin = number(lengths[i]), minute(lengths[i])
  if count > 0 then stretches[#stretches + 1] = {begin, begin + lengths[i + 1], count} end
end
local function taken(slot, minutes)
  local begin, count, own = minute(slot), 0, number(slot)
  for _, each in ipairs(stretches) do
    if each[1] == begin then own = 0 end
    if each[1] < begin + minutes and begin < each[2] then count = count + each[3] end
  end
  return count + own
end
"""

FREE = Script(f"""{_BOOK}{_TIMES}
local free = {{}}
for i = 4, #ARGV do
  free[#free + 1] = closed(ARGV[i]) and 0 or math.max(ARGV[2] - taken(ARGV[i], ARGV[3]), 0)
end
return free
""")

# Who confirms while the hold lasts keeps the slot, unless staff has closed it since.
PUT = Script(f"""{_BOOK}{_TIMES}
local _, ref, state, slot, ends, person, windows, minutes, per_person, bookable, seconds, sealed, instead = unpack(ARGV)
local had, stands, last, who, mark = read(ref)
if had == '-' then return {{'expired'}} end
if stands == 'c' or (stands == 'h' and state == 'h') then return {{'same', had, stands, last}} end
if stands == 'h' then
  if closed(had) then
    lapse(ref, had, who)
    return {{'expired'}}
  end
  redis.call('HINCRBY', n, who, -1)
  redis.call('HINCRBY', n, person, 1)
  redis.call('ZREM', h, ref)
  write(ref, had, 'c', 0, person, mark)
  redis.call('HSET', r, ref, sealed)
  return {{'same', had, 'c', '0'}}
end
if bookable == '0' then return {{had == slot and 'expired' or 'refused'}} end
if closed(slot) or taken(slot, minutes) >= tonumber(windows) then
  return {{had == slot and 'expired' or 'taken'}}
end
local _, replaced, _, whose = read(instead)
local leaving = replaced and replaced ~= 'x' and whose == person and 1 or 0
if number(person) - leaving >= tonumber(per_person) then return {{'limit'}} end
count(slot, person, 1)
if tonumber(minutes) > tonumber(redis.call('HGET', l, slot) or 0) then redis.call('HSET', l, slot, minutes) end
write(ref, slot, state, ends, person, '-')
redis.call('HSET', r, ref, sealed)
if state == 'h' then redis.call('ZADD', h, ends, ref) end
keep(seconds)
return {{'new', slot, state, ends}}
""")

GET = Script(f"""{_BOOK}
local slot, state, ends = read(ARGV[2])
if slot and state ~= 'x' then return {{slot, state, ends}} end
return {{}}
""")

DELETE = Script(f"""{_BOOK}
local slot, state, _, person = read(ARGV[2])
if slot and state ~= 'x' then clear(ARGV[2], slot, person) end
write(ARGV[2], '-', 'x', 0, '-', '-')
keep(ARGV[3])
""")

DAY = Script(f"""{_BOOK}
local lines = {{}}
for _, ref in ipairs(redis.call('HKEYS', b)) do
  local slot, state, _, _, mark = read(ref)
  if state ~= 'x' then lines[#lines + 1] = {{ref, slot, state, mark, redis.call('HGET', r, ref)}} end
end
return lines
""")

MARK = Script(f"""{_BOOK}
local slot, state, ends, person = read(ARGV[2])
if state ~= 'c' then return 0 end
write(ARGV[2], slot, state, ends, person, ARGV[3])
return 1
""")

_STANDING = """
local refs = {}
for _, ref in ipairs(redis.call('HKEYS', b)) do
  local slot, state = read(ref)
  if state ~= 'x' and (ARGV[2] == '*' or ARGV[2] == slot) then refs[#refs + 1] = ref end
end
return refs
"""

CLOSE = Script(f"""{_BOOK}
redis.call('SADD', c, ARGV[2])
keep(ARGV[3])
{_STANDING}""")

OPEN = Script(f"""{_BOOK}
if ARGV[2] == '*' then redis.call('DEL', c) else redis.call('SREM', c, ARGV[2]) end
{_STANDING}""")
