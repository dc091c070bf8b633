"""The scripts that change the binder; each runs whole or not at all, and leaves nothing without an end.

An index lists the names of a kind by the time (Unix seconds of the server) at which each ends; the key of an index and
the keys of what it lists share one hash tag, so that they lie in one slot of a cluster.
"""

from bot.stores.script import Script

# The score is never later than the leaf's own end, so a name goes from the index only once its leaf is gone.
_PRUNE = """
local function prune(index)
  redis.call('ZREMRANGEBYSCORE', index, '-inf', '(' .. redis.call('TIME')[1])
end
"""

KEEP = Script(f"""
{_PRUNE}
local leaf, index = KEYS[1], KEYS[2]
local name, text, seconds, fresh = unpack(ARGV)
if fresh == '1' and redis.call('EXISTS', leaf) == 1 then return 0 end
redis.call('SET', leaf, text, 'EX', seconds)
prune(index)
redis.call('ZADD', index, redis.call('TIME')[1] + seconds, name)
if redis.call('TTL', index) < tonumber(seconds) then redis.call('EXPIRE', index, seconds) end
return 1
""")

NAMES = Script(f"""
{_PRUNE}
prune(KEYS[1])
return redis.call('ZRANGE', KEYS[1], 0, -1)
""")

DROP = Script("""
redis.call('ZREM', KEYS[2], ARGV[1])
return redis.call('DEL', KEYS[1])
""")

APPEND = Script("""
local text, seconds, most = unpack(ARGV)
redis.call('RPUSH', KEYS[1], text)
redis.call('LTRIM', KEYS[1], -most, -1)
return redis.call('EXPIRE', KEYS[1], seconds)
""")

MARK = Script("""
redis.call('SADD', KEYS[1], unpack(ARGV, 2))
return redis.call('EXPIRE', KEYS[1], ARGV[1])
""")
