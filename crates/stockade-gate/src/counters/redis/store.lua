-- One operation of the store, whole or not at all: Redis runs scripts one after the other.
-- ARGV: operation, this reservation's mark, then per claim:
--   kind (slot | sliding), amount, bound, how (lte | lt | never | none), milliseconds to live, moment, oldest moment that counts
-- KEYS: that of the mark and operation, then two a claim: the sum, and the entries of a sliding window.

local WIDTH = 7

local function claims()
  local list = {}
  for place = 3, #ARGV, WIDTH do
    local number = (place - 3) / WIDTH
    list[#list + 1] = {
      kind = ARGV[place], amount = read(ARGV[place + 1]), text = ARGV[place + 1], bound = read(ARGV[place + 2]),
      how = ARGV[place + 3], ttl = ARGV[place + 4], at = ARGV[place + 5], since = ARGV[place + 6],
      sum = KEYS[2 + number * 2], entries = KEYS[3 + number * 2],
    }
  end
  return list
end

local function amount_of(member) return read(string.match(member, ':([^:]*)$')) end

-- The sum of what stands in a sliding window; nil where it cannot be kept exactly.
local function total(members)
  local sum = read('0')
  for _, member in ipairs(members) do
    sum = sum and plus(sum, amount_of(member))
  end
  return sum
end

-- What a counter holds. The sum of a sliding window is kept beside its entries, so that nobody adds them up each time.
local function value(claim)
  if claim.kind == 'slot' then return read(redis.call('GET', claim.sum) or '0') end
  local over = redis.call('ZRANGEBYSCORE', claim.entries, '-inf', claim.since)
  local kept = redis.call('GET', claim.sum)
  local sum = kept and read(kept)
  for _, member in ipairs(over) do
    sum = sum and minus(sum, amount_of(member))
  end
  if sum and redis.call('EXISTS', claim.entries) == 1 then return sum end
  return total(redis.call('ZRANGEBYSCORE', claim.entries, '(' .. claim.since, '+inf'))
end

local function holds(claim, sum)
  if claim.how == 'none' then return true end
  if claim.how == 'never' then return false end
  local order = compare(sum, claim.bound)
  return order < 0 or (order == 0 and claim.how == 'lte')
end

-- The moment of the entry with whose end the claim fits.
local function room(claim, sum)
  if claim.kind == 'slot' or not holds(claim, claim.amount) then return '' end
  local found = redis.call('ZRANGEBYSCORE', claim.entries, '(' .. claim.since, '+inf', 'WITHSCORES')
  for place = 1, #found, 2 do
    sum = sum and minus(sum, amount_of(found[place]))
    if not sum then return '' end
    if holds(claim, sum) then return string.format('%.0f', found[place + 1]) end
  end
  return ''
end

local function keep(key, text, ttl)
  if ttl == '' then redis.call('SET', key, text) else redis.call('SET', key, text, 'PX', ttl) end
end

local function reserve()
  local list, sums, new = claims(), {}, {}
  for place, claim in ipairs(list) do
    local before = sums[claim.sum]
    if not before then
      before = value(claim)
      if not before then return {'overflow', tostring(place)} end
      new[claim.sum] = before
    end
    local sum = plus(before, claim.amount)
    if not sum then return {'overflow', tostring(place)} end
    if not holds(claim, sum) then
      return {'refused', tostring(place), write(new[claim.sum]), room(claim, sum)}
    end
    sums[claim.sum] = sum
  end
  for place, claim in ipairs(list) do
    keep(claim.sum, write(sums[claim.sum]), claim.ttl)
    if claim.kind == 'sliding' then
      redis.call('ZREMRANGEBYSCORE', claim.entries, '-inf', claim.since)
      redis.call('ZADD', claim.entries, claim.at, ARGV[2] .. ':' .. place .. ':' .. claim.text)
      redis.call('PEXPIRE', claim.entries, claim.ttl)
    end
  end
  return {'granted'}
end

local function release()
  for place, claim in ipairs(claims()) do
    if claim.kind == 'slot' then
      local held = redis.call('GET', claim.sum)
      local rest = held and minus(read(held), claim.amount)
      if rest and claim.ttl == '' then redis.call('SET', claim.sum, write(rest))
      elseif rest then redis.call('SET', claim.sum, write(rest), 'KEEPTTL') end
    elseif redis.call('ZREM', claim.entries, ARGV[2] .. ':' .. place .. ':' .. claim.text) == 1 then
      local held = redis.call('GET', claim.sum)
      local rest = held and minus(read(held), claim.amount) or total(redis.call('ZRANGE', claim.entries, 0, -1))
      if rest then redis.call('SET', claim.sum, write(rest), 'KEEPTTL') else redis.call('DEL', claim.sum) end
    end
  end
  return {'granted'}
end

-- How long it is known that this was done. A lost answer is asked for again at once, but who takes back may do so as long
-- as there is something to take back; a day is long where that is for ever.
local function memory()
  local life = 60000
  for place = 3, ARGV[1] == 'release' and #ARGV or 0, WIDTH do
    life = math.max(life, tonumber(ARGV[place + 4]) or 86400000)
  end
  return string.format('%.0f', life)
end

if ARGV[1] ~= 'read' then
  -- Done already: the answer was lost on its way and the question asked again.
  if redis.call('EXISTS', KEYS[1]) == 1 then return {'granted'} end
  local answer = ARGV[1] == 'reserve' and reserve() or ARGV[1] == 'release' and release()
  if answer[1] == 'granted' then redis.call('SET', KEYS[1], '1', 'PX', memory()) end
  return answer
end
local found = value(claims()[1])
if not found then return {'overflow', '1'} end
return {'value', write(found)}
